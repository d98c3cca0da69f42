"""What would let an order go on credit, with what the database knows of articles and of what falls due."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

from sqlalchemy.orm import Session

from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.billing.schemas import CreditDecision
from domain.catalog import queries as catalog
from domain.catalog import service as catalog_service
from domain.catalog.schemas import PriceAsk, ProductView
from domain.customers import queries as customers
from domain.customers.queries import Limit
from domain.orders.queries.rows import limit_of
from domain.orders.queries.views import order as order_query
from domain.orders.rules import offers as rules
from domain.orders.rules.amounts import taxable, upto_shipped
from domain.orders.schemas import LineView, Offers, OrderView
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import Money


def offers(session: Session, desk: Desk, number: str) -> Offers:
    """What would let an order go as its credit stands now. Raises NotFound, for an order that nobody pays as well."""
    view = order_query(session, desk, number)
    limit = limit_of(session, number)
    if limit is None:
        raise NotFound(subject=f"order:{number}")
    rest = _gross(desk, view.currency, view.lines, [rules.waiting(line) for line in view.lines])
    credit = billing_service.assess(
        session, desk, limit.holder, rest, commitment_key=number, sharing=limit.sharing
    )  # fmt: skip
    return offers_of(session, desk, view, credit, limit=limit)


def offers_of(session: Session, desk: Desk, view: OrderView, credit: CreditDecision, *, limit: Limit) -> Offers:
    """What would let an order go, for a decision that was made already."""
    lines = [line for line in view.lines if rules.waiting(line) > 0]
    products = catalog.products(session, {line.sku for line in lines}) if lines else {}
    return rules.offers(
        view.number,
        lines,
        credit,
        tolerance=desk.policy.credit.over_limit_tolerance,
        gross=partial(_gross, desk, view.currency),
        steps={line.sku: _steps(line, products.get(line.sku)) for line in lines},
        successors=_successors(session, desk, view, lines, products),
        expected=billing.falling_due(session, desk, limit.sharing, view.currency),
    )


def _gross(desk: Desk, currency: str, lines: Sequence[LineView], quantities: Sequence[Decimal]) -> Money:
    """What so much of what waits of each line costs with tax, at the order's own prices."""
    after = [
        taxable(line, upto=max(line.shipped + quantity, line.invoiced))
        for line, quantity in zip(lines, quantities, strict=True)
    ]
    rounding = desk.policy.tax.rounding
    return billing_service.totals_between(upto_shipped(lines), after, currency, rounding=rounding).total


def _steps(line: LineView, product: ProductView | None) -> rules.Steps:
    """Whole units as they were ordered, or whole multiples of the article."""
    if product is None:
        return rules.Steps()
    factor = line.base_quantity / line.quantity
    step = factor if factor > 1 and factor % product.order_multiple == 0 else product.order_multiple
    return rules.Steps(step, max(product.min_quantity, step))


def _successors(
    session: Session, desk: Desk, view: OrderView, lines: Sequence[LineView], products: Mapping[str, ProductView]
) -> dict[str, rules.Successor]:
    """The articles that the catalogue names as standing for these lines, at this customer's price."""
    named = {sku: product.replaced_by for sku, product in products.items() if product.replaced_by}
    customer = customers.customer(session, view.customer_id) if named and view.customer_id else None
    if customer is None:
        return {}
    known = catalog.products(session, set(named.values()))
    wanted = {line.sku: rules.waiting(line) for line in lines if line.sku in named}
    asks = [PriceAsk(sku=named[sku], base_quantity=max(quantity, Decimal(1))) for sku, quantity in wanted.items()]
    priced = catalog_service.prices(session, asks, customer=customer, on=desk.today)
    return {
        sku: rules.Successor(other, known[other].name, priced[other].unit_price)
        for sku, other in named.items()
        if other in known and other in priced and known[other].status == "active"
    }
