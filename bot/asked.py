"""Owns answers to questions: what is in stock, when we could, what it costs, where an order is, what is owed."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.requests import enquiry_words
from bot.services import Turn
from domain.billing import queries as billing
from domain.catalog import queries as catalog
from domain.catalog import service as catalog_verbs
from domain.catalog.schemas import PriceAsk, ProductView
from domain.customers import queries as customers
from domain.customers.schemas import CustomerView
from domain.intake.schemas import Asked
from domain.orders import queries as orders
from domain.orders import service as order_verbs
from domain.shared.actors import Actor, ActorKind
from domain.shared.errors import NotAllowed, NotFound, Refusal
from domain.shipping import queries as shipping
from domain.stock import queries as stock_queries
from domain.stock.schemas import StockRequest
from presentation.schemas import (
    CreditAnswer,
    OrderStatusAnswer,
    PriceAnswer,
    PriceItem,
    PromiseAnswer,
    PromiseItem,
    ShipmentSummary,
    StockAnswer,
    StockItem,
    WaitingAnswer,
)

#: An answer lists at most this many articles or orders; people ask for a few.
MOST = 10


class Answer(NamedTuple):
    """A message of presentation with its data, and which of several of its kind it is."""

    message: str
    data: BaseModel
    about: str = ""


def answers(session: Session, turn: Turn, kind: str, asked: Asked) -> list[Answer]:
    """What to answer to a question of a kind; raises NotFound, NotAllowed."""
    return _ANSWERS[kind](session, turn, asked)


def answers_beside(session: Session, turn: Turn) -> tuple[list[Answer], tuple[str, ...]]:
    """What to answer to the questions beside an order, and those that are left to a person, in their own words."""
    found, left = list[Answer](), list[str]()
    for index, enquiry in enumerate(turn.reading.enquiries if turn.reading else ()):
        is_known = enquiry.kind in _ANSWERS and (enquiry.asked.items or enquiry.kind not in _OF_ARTICLES)
        try:
            made = answers(session, turn, enquiry.kind, enquiry.asked) if is_known else []
        except Refusal:  # whom it is about, or who asks, is known to a person only
            made = []
        found += [answer._replace(about=f"{index}:{answer.about}") for answer in made]
        left += [] if made else [enquiry_words(enquiry)]
    return found, tuple(left)


def _asked_about(session: Session, turn: Turn) -> CustomerView | None:
    """Whom a question is about; a customer's contact only ever asks about their own."""
    customer_id = turn.actor.customer_id or (turn.reading.customer_id if turn.reading else None)
    return customers.customer(session, customer_id) if customer_id else None


def _stock(session: Session, turn: Turn, asked: Asked) -> list[Answer]:
    wanted = {item.sku: item.base_quantity for item in asked.items[:MOST]}
    products = catalog.products(session, wanted)
    if asked.wants_date and products:
        return [Answer("promise_answer", _promises(session, turn, products, wanted))]
    found = stock_queries.availability(session, turn.desk, products)
    items = tuple(
        StockItem(name=product.name, base_unit=product.base_unit, wanted=wanted[sku] or None, availability=found[sku])
        for sku, product in products.items()
    )
    return [Answer("stock_answer", StockAnswer(items=items, not_found=_not_found(turn)))]


def _promises(
    session: Session, turn: Turn, products: Mapping[str, ProductView], wanted: Mapping[str, Decimal]
) -> PromiseAnswer:
    found = stock_queries.availability(session, turn.desk, products)
    requests = [StockRequest(line_key=f"?/{sku}", sku=sku, quantity=wanted[sku] or Decimal(1)) for sku in products]
    plans = order_verbs.dates_for(session, turn.desk, requests)
    items = tuple(
        PromiseItem(
            sku=sku,
            name=product.name,
            base_unit=product.base_unit,
            wanted=wanted[sku] or Decimal(1),
            parts=plans[f"?/{sku}"],
            available=found[sku].available,
            receipts=found[sku].receipts,
            demand=tuple(stock_queries.demand_in_order(session, [sku])),
        )
        for sku, product in products.items()
    )
    return PromiseAnswer(items=items, not_found=_not_found(turn))


def _prices(session: Session, turn: Turn, asked: Asked) -> list[Answer]:
    """For the customer that is named or who asks."""
    wanted = {item.sku: item.base_quantity or Decimal(1) for item in asked.items[:MOST]}
    products = catalog.products(session, wanted)
    customer = _asked_about(session, turn)
    company = turn.desk.company
    buyer = customer or CustomerView(customer_id="", name="", bill_to_id="", currency=company.currency)
    asks = [PriceAsk(sku=sku, base_quantity=wanted[sku]) for sku in products]
    prices = catalog_verbs.prices(session, asks, customer=buyer, on=turn.desk.today)
    items = tuple(
        PriceItem(
            sku=sku,
            name=product.name,
            base_unit=product.base_unit,
            quantity=wanted[sku],
            unit_price=prices[sku].unit_price if sku in prices else None,
            source=prices[sku].source if sku in prices else "",
        )
        for sku, product in products.items()
    )
    name = customer.name if customer else None
    said = PriceAnswer(customer_name=name, currency=buyer.currency, items=items, not_found=_not_found(turn))
    return [Answer("price_answer", said)]


def _status(session: Session, turn: Turn, asked: Asked) -> list[Answer]:
    """Of the orders that are named; else what the customer waits for, or the order of the thread."""
    numbers = [number for text in asked.order_numbers[:MOST] if (number := orders.find_number(session, text))]
    if asked.order_numbers and not numbers:
        raise NotFound(number=", ".join(asked.order_numbers[:MOST]))
    customer = None if numbers else _asked_about(session, turn)
    if customer:
        lines = orders.waiting(session, turn.desk, customer.customer_id)
        return [Answer("waiting_answer", WaitingAnswer(customer_name=customer.name, lines=lines))]
    if not numbers and turn.number:
        numbers = [turn.number]
    if not numbers:
        raise NotFound(what="which order or customer is meant")
    return [Answer("status_answer", _status_of(session, turn, number), number) for number in numbers]


def _status_of(session: Session, turn: Turn, number: str) -> OrderStatusAnswer:
    order = orders.order(session, turn.desk, number)
    _may_see(turn.actor, order.customer_id, number)
    return OrderStatusAnswer(
        order=order,
        shipments=_shipments(session, number),
        invoices=tuple(billing.invoices_of_order(session, turn.desk, number)),
    )


def _shipments(session: Session, number: str) -> tuple[ShipmentSummary, ...]:
    return tuple(
        ShipmentSummary(
            shipment_number=view.shipment_number,
            shipped_date=view.shipped_date,
            carrier=view.carrier,
            tracking_number=view.tracking_number,
        )
        for view in shipping.shipments_of(session, number)
    )


def _may_see(actor: Actor, customer_id: str | None, number: str) -> None:
    if actor.kind is not ActorKind.EMPLOYEE and actor.customer_id != customer_id:
        raise NotFound(number=number)


def _credit(session: Session, turn: Turn, _asked: Asked) -> list[Answer]:
    """For employees only."""
    customer = _asked_about(session, turn)
    if turn.actor.kind is not ActorKind.EMPLOYEE:
        raise NotAllowed(actor=turn.actor.name, to="see credit", needs="an employee")
    if customer is None:
        raise NotFound(what="which customer is meant")
    bill_to = customers.customer(session, customer.bill_to_id) or customer
    exposure = billing.exposure(session, turn.desk, bill_to)
    return [Answer("credit_answer", CreditAnswer(customer_name=bill_to.name, exposure=exposure))]


def _not_found(turn: Turn) -> tuple[str, ...]:
    """What a question by itself asks about and nobody knows."""
    if turn.reading is None or turn.reading.intent == "order":
        return ()
    return tuple(question.text for question in turn.reading.questions[:MOST])


_OF_ARTICLES = frozenset({"stock_query", "price_query"})
_ANSWERS: Mapping[str, Callable[[Session, Turn, Asked], list[Answer]]] = {
    "stock_query": _stock,
    "price_query": _prices,
    "order_status": _status,
    "credit_query": _credit,
}
