"""Looking up what intake remembers: the readings of drafts, the cases, and what words about something earlier mean."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.catalog import queries as catalog
from domain.intake.models import DraftedReading, ReadingCase
from domain.intake.schemas import CaseView, History, Reading, ReadLine, Span
from domain.orders import queries as orders
from domain.orders.schemas import PastLine, PastOrder, Usual
from domain.shared.desk import Desk


def drafted_for_update(session: Session, order_number: str) -> DraftedReading | None:
    """The first reading of a draft, locked until the transaction ends; None for one that no message made."""
    statement = select(DraftedReading).where(DraftedReading.order_number == order_number).with_for_update()
    return session.scalars(statement, execution_options={"populate_existing": True}).first()


def cases(session: Session) -> Iterator[CaseView]:
    """The company's own corpus, oldest first; few in memory at a time."""
    rows = session.scalars(
        select(ReadingCase).order_by(ReadingCase.kept_at, ReadingCase.order_number),
        execution_options={"yield_per": 100},
    )
    return (CaseView.model_validate(row) for row in rows)


def history(session: Session, desk: Desk, reading: Reading, *, order_of_thread: str | None) -> History:
    """What is known of orders that a reading recalls; `order_of_thread` is one that no words change any more."""
    kinds = {recall.kind for recall in reading.recalls}
    customer_id, again = reading.customer_id, None
    if kinds & {"same_for", "last_order"} and order_of_thread:
        shown = orders.order(session, desk, order_of_thread)
        if "same_for" in kinds or customer_id in (None, shown.customer_id):
            customer_id = customer_id or shown.customer_id
            again = _lines_of(orders.past_order(session, desk, order_of_thread))
    if again is None and customer_id is not None:
        if kinds & {"same_for", "last_order"}:
            last = orders.last_order(session, desk, customer_id)
            again = _lines_of(last) if last else None
        elif "usual" in kinds:
            again = _usual_lines(orders.usual(session, desk, customer_id))
    bought = orders.bought(session, desk, customer_id) if customer_id and "usual_part" in kinds else ()
    names = catalog.products(session, {each.sku for each in bought}) if bought else {}
    named = tuple(each.model_copy(update={"name": names[each.sku].name}) for each in bought if each.sku in names)
    return History(customer_id=customer_id, again=again, bought=named)


def lines_of_before(session: Session, desk: Desk, customer_id: str, *, usual: bool) -> tuple[ReadLine, ...] | None:
    """The lines of a customer's last order, or of their usual one; None where there is none."""
    if usual:
        return _usual_lines(orders.usual(session, desk, customer_id))
    last = orders.last_order(session, desk, customer_id)
    return _lines_of(last) if last else None


def _lines_of(order: PastOrder) -> tuple[ReadLine, ...]:
    return tuple(_line(line, f"from_order:{order.number}:{order.day.isoformat()}") for line in order.lines)


def _usual_lines(usual: Usual | None) -> tuple[ReadLine, ...] | None:
    if usual is None or not usual.lines:
        return None
    mark = f"usual_from:{usual.saved_from}" if usual.saved_from else f"usual_of:{usual.of_orders}"
    return tuple(_line(line, mark) for line in usual.lines)


def _line(line: PastLine, mark: str) -> ReadLine:
    return ReadLine(
        sku=line.sku, quantity=line.quantity, unit=line.unit, base_quantity=line.quantity,
        source=Span(start=0, end=0, text=""), confidence=0.5, inferred=(mark,),
    )  # fmt: skip
