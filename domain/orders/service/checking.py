"""Owns the look at a request: which lines stand, what they cost, when they come, and everything that is wrong.

It writes nothing. Whatever was said is answered by a problem, never by an exception and never by a guess.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.billing import service as billing
from domain.catalog import queries as catalog_queries
from domain.catalog import service as catalog
from domain.catalog.schemas import PriceAsk, PricedItem, ProductView
from domain.customers import queries as customers
from domain.customers.schemas import CustomerView
from domain.orders.rules import headers, lines
from domain.orders.rules.amounts import Terms, fits_the_books, in_terms, line_amounts
from domain.orders.schemas import CandidateView, OpenQuestion, OrderRequest, PriceKind, QuestionView, RequestedLine
from domain.orders.service.looking import Checked, CheckedLine, Look
from domain.orders.service.quantifying import countable
from domain.shared import exchange
from domain.shared.desk import Desk
from domain.shared.errors import Problem
from domain.shared.exchange import ExchangeRate
from domain.shared.policy import TaxTreatment

_ABOUT_CUSTOMERS = "customer"


def check(session: Session, desk: Desk, request: OrderRequest) -> Checked:
    """Look at a request as a whole."""
    customer = customers.customer(session, request.customer_id) if request.customer_id else None
    bill_to = _bill_to(session, customer)
    currency = bill_to.currency if bill_to else desk.company.currency
    look = Look(desk, customer, currency, ExchangeRate(currency=currency))
    look.problems += headers.header_problems(request, customer, desk.today)
    choices = _ship_to(session, look, request)
    products = _products(session, request)
    look.rate = look.listed_rates[currency] = _exchange(session, look, currency)
    terms = _terms(look, request)
    standing = _valued(_priced(session, look, countable(session, look, request.lines, products)), terms)
    sums = [line.amount.taxable(line.tax, look.currency, str(line.line_no)) for line in standing]
    return Checked(
        request=request,
        customer=customer,
        bill_to=bill_to,
        ship_to=look.ship_to,
        ship_to_choices=choices,
        lines=standing,
        terms=terms,
        exchange=look.rate,
        totals=billing.totals(sums, look.currency, rounding=desk.policy.tax.rounding),
        problems=tuple(look.problems),
        questions=_questions(session, request.questions, products),
    )


def _bill_to(session: Session, customer: CustomerView | None) -> CustomerView | None:
    if customer is None or customer.bill_to_id == customer.customer_id:
        return customer
    return customers.customer(session, customer.bill_to_id)


def _ship_to(session: Session, look: Look, request: OrderRequest) -> tuple[str, ...]:
    if look.customer is None:
        return ()
    addresses = customers.addresses(session, look.customer.customer_id)
    look.ship_to, problems = headers.ship_to_of(request.ship_to, look.customer, addresses)
    look.problems += problems
    return tuple(address.label for address in addresses if address.kind == "ship_to")


def _products(session: Session, request: OrderRequest) -> dict[str, ProductView]:
    named = {line.sku for line in request.lines}
    for question in request.questions:
        if question.about != _ABOUT_CUSTOMERS:
            named |= set(question.candidates)
    return catalog_queries.products(session, named) if named else {}


def _priced(
    session: Session, look: Look, countable: Sequence[tuple[int, RequestedLine, ProductView, Decimal]]
) -> tuple[CheckedLine, ...]:
    """The lines with price, tax and part number; problems for those without a price."""
    if not countable:
        return ()
    asks = [PriceAsk(sku=product.sku, base_quantity=quantity) for _, _, product, quantity in countable]
    priced = catalog.prices(session, asks, customer=look.buyer, on=look.desk.today)
    names = _part_numbers(session, look, [ask.sku for ask in asks])
    standing = []
    for line_no, line, product, quantity in countable:
        look.problems += lines.product_problems(
            line_no, product, quantity, is_divisible=catalog.is_divisible(product.base_unit)
        )
        look.problems += lines.unit_read_as_each(line_no, line, product)
        tax = _tax(look, product)
        ours = _ours(session, look, tax, priced.get(product.sku))
        item = _agreed(line) or ours
        if item is not None and item.tie:
            look.problems.append(lines.price_tie(line_no, product, item))
        elif item is None:
            look.problems.append(lines.no_price(line_no, product))
        elif not fits_the_books(quantity, item.unit_price):
            look.problems.append(lines.bad_quantity(line_no, line))
        else:
            checked = CheckedLine(
                line_no,
                line,
                product,
                quantity,
                item,
                tax,
                names.get(product.sku),
                our_price=ours.unit_price if ours and not _was_offered(line) else None,
            )
            standing.append(replace(checked, asked=_with_price_seen(look, checked)))
    return tuple(standing)


def _agreed(line: RequestedLine) -> PricedItem | None:
    """The price that one of ours agreed for the line: it stands before every list."""
    if line.agreed is None or line.agreed.unit_price is None:
        return None
    return PricedItem(sku=line.sku, unit_price=line.agreed.unit_price, source=line.agreed.source)


def _was_offered(line: RequestedLine) -> bool:
    """Whether the price is one of our own that we offered before and that holds: nothing is taken off it."""
    return line.agreed is not None and line.agreed.kind is not PriceKind.AGREED


def _ours(session: Session, look: Look, tax: TaxTreatment, ours: PricedItem | None) -> PricedItem | None:
    """The price of our lists, in the order's currency and with tax where its prices have it."""
    if ours is None:
        return None
    listed = ours.currency or look.desk.company.currency
    if listed not in look.listed_rates:
        look.listed_rates[listed] = _exchange(session, look, listed)
    price = in_terms(
        ours.unit_price,
        listed_rate=look.listed_rates[listed].rate,
        order_rate=look.rate.rate,
        tax=tax.rate,
        listed_tax=ours.tax_included,
        order_tax=look.buyer.tax_included,
    )
    return ours.model_copy(update={"unit_price": price})


def _tax(look: Look, product: ProductView) -> TaxTreatment:
    place = look.ship_to
    return look.desk.company.tax(
        product.tax_class,
        (place.country if place else None) or look.buyer.country,
        place.region if place else "",
        vat_number=look.buyer.vat_number,
        exemption=look.buyer.exemption_on(look.desk.today),
    )


def _exchange(session: Session, look: Look, currency: str) -> ExchangeRate:
    """The rate of a currency; a problem where nobody has told one."""
    found = exchange.rate_on(session, look.desk, currency, look.desk.today)
    if found is None:
        facts = {"currency": currency, "company_currency": look.desk.company.currency}
        look.problems.append(Problem(code="NO_EXCHANGE_RATE", blocking=True, where="currency", facts=facts))
    return found or ExchangeRate(currency=currency)


def _terms(look: Look, request: OrderRequest) -> Terms:
    agreed = request.agreed
    return Terms(
        currency=look.currency,
        tax_included=look.buyer.tax_included,
        discount_share=agreed.share if agreed and not agreed.amount else Decimal(0),
        discount_amount=agreed.amount if agreed else Decimal(0),
        rounding=look.desk.policy.tax.rounding,
    )


def _valued(standing: Sequence[CheckedLine], terms: Terms) -> tuple[CheckedLine, ...]:
    found = line_amounts([line.priced for line in standing], terms)
    return tuple(replace(line, amount=amount) for line, amount in zip(standing, found, strict=True))


def _with_price_seen(look: Look, line: CheckedLine) -> RequestedLine:
    """The line as asked with its stated price per base unit; a problem where it is not ours."""
    price, tolerance = line.item.unit_price, look.desk.policy.prices.tolerance
    look.problems += lines.price_problems(
        line.line_no, line.asked, unit_price=price, factor=line.factor, tolerance=tolerance
    )
    stated = lines.stated_per_base_unit(line.asked, unit_price=price, factor=line.factor)
    return line.asked.model_copy(update={"stated_price": stated})


def _part_numbers(session: Session, look: Look, skus: Sequence[str]) -> dict[str, str]:
    return catalog_queries.part_numbers(session, look.customer.customer_id, skus) if look.customer else {}


def _questions(
    session: Session, asked: Sequence[OpenQuestion], products: Mapping[str, ProductView]
) -> tuple[QuestionView, ...]:
    wanted = {key for question in asked if question.about == _ABOUT_CUSTOMERS for key in question.candidates}
    names = {key: product.name for key, product in products.items()}
    if wanted:
        names |= {key: view.name for key, view in customers.customers(session, wanted).items()}
    return tuple(
        QuestionView(
            index=index,
            about=question.about,
            text=question.text,
            candidates=tuple(CandidateView(key=key, name=names.get(key, key)) for key in question.candidates),
            quantity=question.quantity if question.quantity and lines.is_orderable(question.quantity) else None,
            unit=question.unit,
        )
        for index, question in enumerate(asked)
    )
