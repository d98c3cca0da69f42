"""Every SELECT of quotations."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.quotations.lifecycle import OPEN, QuotationState
from domain.quotations.models import Quotation, QuotationLine, QuotationOrder
from domain.quotations.schemas import QuotationLineView, QuotationView
from domain.shared.errors import NotFound
from domain.shared.money import Money

_FRESH = {"populate_existing": True}
_SAME = (
    "number", "revision", "customer_id", "customer_name", "currency", "ship_to", "valid_until", "author_id",
    "created_at", "sent_at", "ended_at", "reason",
)  # fmt: skip
_SAME_OF_LINE = (
    "line_no", "sku", "name", "quantity", "unit", "base_quantity", "base_unit", "unit_price", "discount",
    "price_source", "price_kind", "taken",
)  # fmt: skip


def quotation(session: Session, number: str) -> QuotationView:
    """A quotation by its number; raises NotFound."""
    row = session.scalar(select(Quotation).where(Quotation.number == number))
    if row is None:
        raise NotFound(number=number)
    return _views(session, [row])[0]


def quotations(
    session: Session, *, customer_id: str | None = None, only_open: bool = False, limit: int = 50
) -> tuple[QuotationView, ...]:
    """Quotations, newest first: of one customer or of all, open ones or all."""
    statement = select(Quotation).order_by(Quotation.id.desc()).limit(limit)
    if customer_id is not None:
        statement = statement.where(Quotation.customer_id == customer_id)
    if only_open:
        statement = statement.where(Quotation.state.in_(sorted(OPEN)))
    return _views(session, session.scalars(statement).all())


def find_number(session: Session, text: str) -> str | None:
    """The number of the quotation that a text names ('QU-1001', 'qu 1001', '1001'), or None."""
    named = text.strip().upper().replace(" ", "-")
    candidates = [named, f"QU-{named}"]
    return session.scalar(select(Quotation.number).where(Quotation.number.in_(candidates)))


def quotation_for_update(session: Session, number: str) -> Quotation:
    """A quotation, locked until the transaction ends; raises NotFound."""
    statement = select(Quotation).where(Quotation.number == number).with_for_update()
    row = session.scalars(statement, execution_options=_FRESH).first()
    if row is None:
        raise NotFound(number=number)
    return row


def quotation_of_key(session: Session, key: str) -> QuotationView | None:
    """The quotation that was made under this key, or None."""
    row = session.scalars(select(Quotation).where(Quotation.key == key)).first()
    return None if row is None else _views(session, [row])[0]


def order_of_key(session: Session, row: Quotation, key: str) -> str | None:
    """The order that a quotation became under this key, or None."""
    return session.scalar(
        select(QuotationOrder.order_number).where(QuotationOrder.quotation_id == row.id, QuotationOrder.key == key)
    )


def line_rows(session: Session, row: Quotation) -> Sequence[QuotationLine]:
    """The lines of a quotation by number, read afresh."""
    statement = select(QuotationLine).where(QuotationLine.quotation_id == row.id).order_by(QuotationLine.line_no)
    return session.scalars(statement, execution_options=_FRESH).all()


def numbers_over(session: Session, today: date) -> Sequence[str]:
    """The open quotations whose last day has passed, oldest first."""
    return session.scalars(
        select(Quotation.number)
        .where(Quotation.state.in_(sorted(OPEN)), Quotation.valid_until < today)
        .order_by(Quotation.id)
    ).all()


def _views(session: Session, rows: Sequence[Quotation]) -> tuple[QuotationView, ...]:
    ids = [row.id for row in rows]
    lines, orders = defaultdict[int, list[QuotationLine]](list), defaultdict[int, list[str]](list)
    every = select(QuotationLine).where(QuotationLine.quotation_id.in_(ids)).order_by(QuotationLine.line_no)
    for line in session.scalars(every, execution_options=_FRESH):
        lines[line.quotation_id].append(line)
    became = select(QuotationOrder).where(QuotationOrder.quotation_id.in_(ids)).order_by(QuotationOrder.id)
    for order in session.scalars(became):
        orders[order.quotation_id].append(order.order_number)
    return tuple(_view(row, lines[row.id], orders[row.id]) for row in rows)


def _view(row: Quotation, lines: Sequence[QuotationLine], orders: Sequence[str]) -> QuotationView:
    return QuotationView(
        **{name: getattr(row, name) for name in _SAME},
        state=QuotationState(row.state),
        author=row.author_name,
        lines=tuple(
            QuotationLineView(
                **{name: getattr(line, name) for name in _SAME_OF_LINE}, net=Money(line.net, row.currency)
            )
            for line in lines
        ),
        net=Money(row.net, row.currency),
        tax=Money(row.tax, row.currency),
        total=Money(row.total, row.currency),
        orders=tuple(orders),
    )
