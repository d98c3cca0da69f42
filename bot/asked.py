"""Owns what answers to questions share: what is asked, about whom, how much is told; and what articles cost."""

from decimal import Decimal

from sqlalchemy.orm import Session

from bot import replies
from bot.services import Turn
from domain.catalog import queries as catalog
from domain.catalog import service as catalog_verbs
from domain.catalog.schemas import PriceAsk
from domain.customers import queries as customers
from domain.customers.schemas import CustomerView
from domain.intake.schemas import Asked
from presentation.schemas import PriceAnswer, PriceItem

#: An answer lists at most this many articles or orders; people ask for a few.
MOST = 10


def answer_beside(session: Session, turn: Turn) -> None:
    """Answer what a message asks beside what it orders, in the same transaction and thread."""
    if turn.reading and "price_query" in turn.reading.also and asked_of(turn).items:
        replies.answer(session, turn, "price_answer", prices_asked(session, turn))


def prices_asked(session: Session, turn: Turn, *, not_found: tuple[str, ...] = ()) -> PriceAnswer:
    """What the articles cost that a message asks about, for the customer that it names or who asks."""
    wanted = {item.sku: item.base_quantity or Decimal(1) for item in asked_of(turn).items[:MOST]}
    products = catalog.products(session, wanted)
    customer = asked_about(session, turn)
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
    return PriceAnswer(customer_name=name, currency=buyer.currency, items=items, not_found=not_found)


def asked_of(turn: Turn) -> Asked:
    """What a message asks about; nothing where it was not read."""
    return turn.reading.asked if turn.reading else Asked()


def asked_about(session: Session, turn: Turn) -> CustomerView | None:
    """Whom a question is about; a customer's contact only ever asks about their own."""
    customer_id = turn.actor.customer_id or (turn.reading.customer_id if turn.reading else None)
    return customers.customer(session, customer_id) if customer_id else None
