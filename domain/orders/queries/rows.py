"""The rows that verbs work on: read afresh, locked in the order bill-to, orders by id, stock."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, bindparam, case, select
from sqlalchemy.orm import Session

from domain.customers import queries as customers
from domain.orders.lifecycle import LIVE, OrderState
from domain.orders.models import ContentChange, Hold, OrderLine, Promise, SalesOrder
from domain.shared.database import written
from domain.shared.errors import NotFound

_FRESH = {"populate_existing": True}


class Twin(NamedTuple):
    """Another order that may be the same one."""

    number: str
    state: str
    basket_key: str | None
    author_name: str
    created_at: datetime


_GIVEN_UP = (OrderState.DISCARDED, OrderState.CANCELLED)
# Built once: building a statement costs more than running it.
_OF_NUMBER = select(SalesOrder).where(SalesOrder.number == bindparam("of_number"))
_OF_NUMBER_LOCKED = _OF_NUMBER.with_for_update()
_OF_NUMBERS = (
    select(SalesOrder).where(SalesOrder.number.in_(bindparam("numbers", expanding=True))).order_by(SalesOrder.id)
)
_OF_NUMBERS_LOCKED = _OF_NUMBERS.with_for_update()
_OF_KEY = select(SalesOrder).where(SalesOrder.draft_key == bindparam("of_key"))
_ORDERS = SalesOrder.__table__.c
_LIMIT = customers.limit_statement(
    select(_ORDERS.bill_to).where(_ORDERS.number == bindparam("of_number")).scalar_subquery()
)
_IDS = bindparam("ids", expanding=True, type_=BigInteger)
_LINES = select(OrderLine).where(OrderLine.order_id.in_(_IDS)).order_by(OrderLine.order_id, OrderLine.line_no)
_CONTENTS = (
    select(OrderLine, select(Hold.id).where(Hold.order_id == bindparam("of_order")).exists())
    .where(OrderLine.order_id == bindparam("of_order"))
    .order_by(OrderLine.line_no)
)
_HOLDS = select(Hold).where(Hold.order_id.in_(_IDS)).order_by(Hold.id)


def limit_of(session: Session, number: str) -> customers.Limit | None:
    """The credit limit that counts for an order, unlocked: what must be locked before it. None while nobody pays."""
    return customers.limit_by(session, _LIMIT, {"of_number": number})


def bill_tos_of(session: Session, numbers: Iterable[str]) -> Sequence[str]:
    """Who pays for these orders, each once; unlocked: what must be locked before them."""
    found = session.scalars(select(SalesOrder.bill_to).where(SalesOrder.number.in_(list(numbers))).distinct())
    return [bill_to for bill_to in found if bill_to is not None]


def order_row(session: Session, number: str) -> SalesOrder:
    """An order, unlocked; raises NotFound."""
    row = session.scalars(_OF_NUMBER, {"of_number": number}, execution_options=_FRESH).first()
    if row is None:
        raise NotFound(subject=f"order:{number}")
    return row


def order_row_for_update(session: Session, number: str) -> SalesOrder:
    """An order, locked until the transaction ends; raises NotFound."""
    row = session.scalars(_OF_NUMBER_LOCKED, {"of_number": number}, execution_options=_FRESH).first()
    if row is None:
        raise NotFound(subject=f"order:{number}")
    return row


def order_row_by_key(session: Session, draft_key: str) -> SalesOrder:
    """The order that was drafted under a key."""
    return session.scalars(_OF_KEY, {"of_key": draft_key}, execution_options=_FRESH).one()


def order_rows(session: Session, numbers: Iterable[str]) -> Sequence[SalesOrder]:
    """Orders by id, unlocked."""
    return session.scalars(_OF_NUMBERS, {"numbers": sorted(set(numbers))}, execution_options=_FRESH).all()


def order_rows_for_update(session: Session, numbers: Iterable[str]) -> Sequence[SalesOrder]:
    """Orders, locked by id."""
    return session.scalars(_OF_NUMBERS_LOCKED, {"numbers": sorted(set(numbers))}, execution_options=_FRESH).all()


def line_rows(session: Session, order_ids: Iterable[int]) -> Sequence[OrderLine]:
    """The lines of orders, by order and line number."""
    return session.scalars(_LINES, {"ids": sorted(set(order_ids))}, execution_options=_FRESH).all()


def contents(session: Session, order_id: int) -> tuple[list[OrderLine], list[Hold]]:
    """The lines of an order by number, and its holds as `hold_rows` gives them; asks for those only if it has some."""
    found = session.execute(_CONTENTS, {"of_order": order_id}, execution_options=_FRESH).all()
    may_have_holds = not found or found[0][1]
    return [row[0] for row in found], list(hold_rows(session, [order_id])) if may_have_holds else []


def pricers(session: Session, order_id: int) -> Sequence[str]:
    """Who of ours set prices or discounts of an order's lines."""
    statement = select(OrderLine.priced_by).where(OrderLine.order_id == order_id, OrderLine.priced_by.is_not(None))
    return [person for person in session.scalars(statement.distinct()) if person]


def hold_rows(session: Session, order_ids: Iterable[int]) -> Sequence[Hold]:
    """The holds of orders, oldest first, released ones too."""
    return session.scalars(_HOLDS, {"ids": sorted(set(order_ids))}, execution_options=_FRESH).all()


def held_rows_for_update(session: Session, bill_tos: Iterable[str]) -> list[SalesOrder]:
    """The orders of these bill-tos that something holds: locked by id, returned with the most urgent first."""
    held_ids = select(Hold.order_id).where(Hold.released_at.is_(None))
    statement = (
        select(SalesOrder)
        .where(
            SalesOrder.bill_to.in_(sorted(set(bill_tos))), SalesOrder.state.in_(sorted(LIVE)),
            SalesOrder.id.in_(held_ids),
        )
        .order_by(SalesOrder.id)
        .with_for_update()
    )  # fmt: skip
    held = session.scalars(statement, execution_options=_FRESH).all()
    return sorted(held, key=lambda row: (-row.priority, row.promised_date or date.max, row.touched_at, row.id))


def has_earlier_order(session: Session, order: SalesOrder) -> bool:
    """Whether the bill-to of an order had one accepted before it, here or in another system."""
    statement = select(SalesOrder.id).where(
        SalesOrder.bill_to == order.bill_to, SalesOrder.id != order.id, SalesOrder.confirmed_at.is_not(None)
    )
    return session.scalars(statement.limit(1)).first() is not None


def waiting_skus(session: Session) -> Sequence[str]:
    """The articles that some line waits for, by SKU."""
    return session.scalars(
        select(OrderLine.sku)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(OrderLine.open > written(0), SalesOrder.state.in_(sorted(LIVE)))
        .distinct()
        .order_by(OrderLine.sku)
    ).all()


def delivered_numbers_of(session: Session, bill_to: str) -> Sequence[str]:
    """The orders of a bill-to of which everything has left, by id."""
    return session.scalars(
        select(SalesOrder.number)
        .where(SalesOrder.bill_to == bill_to, SalesOrder.state == OrderState.INVOICED)
        .order_by(SalesOrder.id)
    ).all()


def twin_by_po(session: Session, order: SalesOrder) -> Twin | None:
    """The newest other order of the bill-to under the same PO number; one of the same contents before others."""
    return _twin(session, order, SalesOrder.bill_to == order.bill_to, SalesOrder.po_key == order.po_key)


def twin_by_basket(session: Session, order: SalesOrder, since: datetime) -> Twin | None:
    """The newest other order of the customer since a moment with the same quantities of the same articles.

    Where both have a PO number of their own they are two orders.
    """
    same = [SalesOrder.customer_id == order.customer_id, SalesOrder.basket_key == order.basket_key]
    same += [SalesOrder.po_key.is_(None)] if order.po_key else []
    return _twin(session, order, *same, SalesOrder.created_at >= since)


def _twin(session: Session, order: SalesOrder, *conditions: ColumnElement[bool]) -> Twin | None:
    same_first = case((SalesOrder.basket_key == order.basket_key, 0), else_=1)
    others = (SalesOrder.id != order.id, SalesOrder.number.not_in(order.kept_beside or ()))
    found = session.execute(
        select(
            SalesOrder.number, SalesOrder.state, SalesOrder.basket_key, SalesOrder.author_name, SalesOrder.created_at
        )
        .where(*conditions, *others, SalesOrder.state.not_in(_GIVEN_UP))
        .order_by(same_first, SalesOrder.id.desc())
        .limit(1)
    ).first()
    return Twin(*found) if found else None


def last_change_row(session: Session, order_id: int) -> ContentChange | None:
    """The newest change of what an order asks for that was not taken back."""
    return session.scalars(
        select(ContentChange)
        .where(ContentChange.order_id == order_id, ContentChange.undone_at.is_(None))
        .order_by(ContentChange.id.desc())
        .limit(1),
        execution_options=_FRESH,
    ).first()


def promise_rows(session: Session, line_key: str) -> Sequence[Promise]:
    """Every day that was promised for a line, oldest first."""
    return session.scalars(select(Promise).where(Promise.line_key == line_key).order_by(Promise.id)).all()


def promised_keys(session: Session, number: str) -> Sequence[str]:
    """The keys of all lines that an order ever promised, those that are gone too."""
    is_mine = Promise.line_key.startswith(f"{number}/", autoescape=True)
    return session.scalars(select(Promise.line_key).where(is_mine).distinct()).all()
