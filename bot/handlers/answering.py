"""Owns answers to questions: what is in stock, when we could, what it costs, where an order is, what is owed."""

import re
from decimal import Decimal

from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot import replies
from bot.asked import MOST, asked_about, asked_of, prices_asked
from bot.files import noted
from bot.services import Services, Turn
from domain.billing import queries as billing
from domain.catalog import queries as catalog
from domain.catalog.schemas import ProductView
from domain.conversations import service as conversations
from domain.customers import queries as customers
from domain.orders import queries as orders
from domain.orders import service as order_verbs
from domain.shared.actors import Actor, ActorKind
from domain.shared.errors import NotAllowed, NotFound
from domain.shipping import queries as shipping
from domain.stock import queries as stock_queries
from domain.stock.schemas import StockRequest
from presentation.schemas import (
    CreditAnswer,
    HelpAnswer,
    OrderStatusAnswer,
    PromiseAnswer,
    PromiseItem,
    ShipmentSummary,
    StockAnswer,
    StockItem,
    WaitingAnswer,
)

_THANKS = re.compile(r"\W*(many )?(thanks?|thank you|thx|cheers|great|perfect|brilliant)\b[^?\d]{0,40}$", re.IGNORECASE)
_GREETING = re.compile(
    r"\W*(hi|hello|hey|good (day|morning|afternoon)|help|what can (you|i) (do|ask))\b[^\d]{0,30}$", re.IGNORECASE
)


def stock(turn: Turn, services: Services) -> None:
    """'have we got 40 owl doorstops', 'when could we do 200'."""
    asked = asked_of(turn)
    wanted = {item.sku: item.base_quantity for item in asked.items[:MOST]}
    with services.transactions.begin() as session:
        products = catalog.products(session, wanted)
        not_found = _unreadable(turn)
        if asked.wants_date and products:
            _answer(session, turn, "promise_answer", _promises(session, turn, products, wanted, not_found))
        else:
            _answer(session, turn, "stock_answer", _stock(session, turn, products, wanted, not_found))
        conversations.remember(session, turn.thread.thread_key, skus=list(products))


def price(turn: Turn, services: Services) -> None:
    """'what are you doing the doormat at', for the customer that was named or who asks."""
    with services.transactions.begin() as session:
        _answer(session, turn, "price_answer", prices_asked(session, turn, not_found=_unreadable(turn)))


def status(turn: Turn, services: Services) -> None:
    """'where is SO-1042', 'what is Thistle waiting for', 'why the 29th'."""
    asked = asked_of(turn)
    with services.transactions.begin() as session:
        numbers = [number for text in asked.order_numbers[:MOST] if (number := orders.find_number(session, text))]
        if asked.order_numbers and not numbers:
            raise NotFound(number=", ".join(asked.order_numbers[:MOST]))
        customer = None if numbers else asked_about(session, turn)
        if customer:
            lines = orders.waiting(session, turn.desk, customer.customer_id)
            _answer(session, turn, "waiting_answer", WaitingAnswer(customer_name=customer.name, lines=lines))
            return
        if not numbers and turn.number:
            numbers = [turn.number]
        if not numbers:
            raise NotFound(what="which order or customer is meant")
        turn.finish(session, "answered: status_answer")
        for number in numbers:
            replies.answer(session, turn, "status_answer", _status(session, turn, number), about=number)


def credit(turn: Turn, services: Services) -> None:
    """What a customer owes and may still order; for employees only."""
    with services.transactions.begin() as session:
        customer = asked_about(session, turn)
        if turn.actor.kind is not ActorKind.EMPLOYEE:
            raise NotAllowed(actor=turn.actor.name, to="see credit", needs="an employee")
        if customer is None:
            raise NotFound(what="which customer is meant")
        bill_to = customers.customer(session, customer.bill_to_id) or customer
        exposure = billing.exposure(session, turn.desk, bill_to)
        _answer(session, turn, "credit_answer", CreditAnswer(customer_name=bill_to.name, exposure=exposure))


def unclear(turn: Turn, services: Services) -> None:
    """We were spoken to and do not know what is wanted: say so, and what we can do."""
    is_small_talk = _GREETING.match(turn.text) is not None
    said = HelpAnswer(
        text=None if is_small_talk else turn.text[:200] or None,
        files=noted(turn.files, turn.reading) if turn.reading else (),
        is_thanks=_THANKS.match(turn.text) is not None and not turn.files,
    )
    with services.transactions.begin() as session:
        _answer(session, turn, "help", said)


def _answer(session: Session, turn: Turn, message: str, data: BaseModel) -> None:
    turn.finish(session, f"answered: {message}")
    replies.answer(session, turn, message, data)


def _unreadable(turn: Turn) -> tuple[str, ...]:
    return tuple(question.text for question in turn.reading.questions[:MOST]) if turn.reading else ()


def _stock(
    session: Session,
    turn: Turn,
    products: dict[str, ProductView],
    wanted: dict[str, Decimal],
    not_found: tuple[str, ...],
) -> StockAnswer:
    found = stock_queries.availability(session, turn.desk, products)
    items = tuple(
        StockItem(name=product.name, base_unit=product.base_unit, wanted=wanted[sku] or None, availability=found[sku])
        for sku, product in products.items()
    )
    return StockAnswer(items=items, not_found=not_found)


def _promises(
    session: Session,
    turn: Turn,
    products: dict[str, ProductView],
    wanted: dict[str, Decimal],
    not_found: tuple[str, ...],
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
    return PromiseAnswer(items=items, not_found=not_found)


def _status(session: Session, turn: Turn, number: str) -> OrderStatusAnswer:
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
