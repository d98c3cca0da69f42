"""The verbs of standing orders. Locks in the order standing order, bill-to, order, stock."""

from datetime import date
from hashlib import sha256

from sqlalchemy.orm import Session

from domain.employees import queries as employees
from domain.employees.schemas import actor_of
from domain.orders import service as orders
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import OrderRequest, OrderView, PricedRequest
from domain.shared import audit, numbering, outbox
from domain.shared.actors import SALES_ROLES
from domain.shared.database import insert_ignoring
from domain.shared.desk import Desk
from domain.shared.errors import Refusal, StaleRevision
from domain.standing import queries, rules
from domain.standing.errors import NoSuchOccurrence, StandingBlocked
from domain.standing.events import StandingOrderDrafted, StandingOrderRefused
from domain.standing.lifecycle import StandingState, moved
from domain.standing.models import StandingOccurrence, StandingOrder
from domain.standing.schemas import Occurrence, Outcome, Rhythm, StandingOrderView

SERIES = "ST"
#: So many occurrences ahead one may be skipped.
_MOST_AHEAD = 400


def set_up(
    session: Session,
    desk: Desk,
    request: OrderRequest,
    rhythm: Rhythm,
    *,
    key: str,
    starts_on: date,
    ends_on: date | None = None,
    confirm: bool | None = None,
    lead_working_days: int | None = None,
) -> StandingOrderView:
    """Order something again and again from a day on. `confirm` and the lead are the policy's where nothing is said.

    Idempotent by `key`: the same key again returns the same standing order. By somebody of sales. Raises
    StandingBlocked for what could not be ordered now, or a rhythm that never falls due; NotAllowed.
    """
    desk.actor.require(SALES_ROLES, to="set up a standing order")
    known = queries.number_of_key(session, key)
    if known is not None:
        return queries.standing_order(session, desk, known)
    due = rules.upcoming(rhythm, desk.calendar, starts_on=starts_on, ends_on=ends_on, today=desk.today, limit=1)
    priced = _priced(session, desk, request, is_due=bool(due))
    values = {
        "number": f"?{sha256(key.encode()).hexdigest()}", "key": key, "state": StandingState.ACTIVE, "revision": 1,
        "customer_id": priced.customer_id, "customer_name": priced.customer_name,
        "request": request.model_dump(mode="json"), "rhythm": rhythm.model_dump(mode="json"), "starts_on": starts_on,
        "ends_on": ends_on, "confirm": confirm, "lead_working_days": lead_working_days, "author_id": desk.actor.id,
        "author_name": desk.actor.name, "created_at": desk.now,
    }  # fmt: skip
    if not insert_ignoring(session, StandingOrder, values):  # somebody was first at this very moment
        return queries.standing_order(session, desk, queries.number_of_key(session, key) or key)
    row = queries.standing_order_for_update(session, str(values["number"]))
    row.number = f"{SERIES}-{numbering.next_number(session, SERIES)}"
    return _recorded(session, desk, row, "set_up")


def _priced(session: Session, desk: Desk, request: OrderRequest, *, is_due: bool) -> PricedRequest:
    """What it would cost today; raises StandingBlocked for what could not be ordered now, or never falls due."""
    priced = orders.price_request(session, desk, request)
    codes = [*priced.blocking, *([] if is_due else ["NEVER_DUE"])]
    if codes:
        raise StandingBlocked(codes=", ".join(codes))
    return priced


def pause(session: Session, desk: Desk, number: str, *, revision: int) -> StandingOrderView:
    """Draft nothing until it is resumed; what falls due meanwhile is not made up for."""
    return _moved(session, desk, number, StandingState.PAUSED, revision)


def resume(session: Session, desk: Desk, number: str, *, revision: int) -> StandingOrderView:
    """Let it run again."""
    return _moved(session, desk, number, StandingState.ACTIVE, revision)


def end(session: Session, desk: Desk, number: str, *, revision: int) -> StandingOrderView:
    """Draft nothing any more, for good; what was drafted stays."""
    return _moved(session, desk, number, StandingState.ENDED, revision)


def skip(session: Session, desk: Desk, number: str, day: date, *, revision: int) -> StandingOrderView:
    """Leave one occurrence out, named by its day. Raises NoSuchOccurrence for one that is none or was ordered."""
    row = _opened(session, desk, number, revision)
    rhythm = Rhythm.model_validate(row.rhythm)
    done = queries.dealt_with(session, row, desk.today)
    every = rules.upcoming(
        rhythm,
        desk.calendar,
        starts_on=row.starts_on,
        ends_on=min(day, row.ends_on or day),
        today=desk.today,
        limit=_MOST_AHEAD,
    )
    found = next((each for each in every if day in (each.nominal, each.day) and each.nominal not in done), None)
    if found is None or row.state == StandingState.ENDED:
        raise NoSuchOccurrence(number=number, day=day.isoformat())
    _deal(session, desk, row, found, Outcome.SKIPPED, None)
    row.revision += 1
    return _recorded(session, desk, row, "skipped")


def draft_due(session: Session, desk: Desk, number: str) -> int:
    """Draft every occurrence of a standing order that is due in its lead time, each once, and confirm those that may
    be; returns how many. Its author hears of each, and of one that is refused: that is tried again while it is due.

    Each standing order is for a transaction of its own: no lock is kept over two of them. Raises NotFound.
    """
    row = queries.standing_order_for_update(session, number)
    view = queries.standing_order(session, desk, number)
    done = queries.dealt_with(session, row, desk.today)
    due = rules.due(
        view.rhythm, desk.calendar, starts_on=row.starts_on, ends_on=row.ends_on, today=desk.today,
        lead=view.lead_working_days,
    )  # fmt: skip
    if row.state != StandingState.ACTIVE:
        return 0
    return sum(_tried(session, desk, row, view, each) for each in due if each.nominal not in done)


def _tried(session: Session, desk: Desk, row: StandingOrder, view: StandingOrderView, occurrence: Occurrence) -> bool:
    """Whether an occurrence was drafted; what refuses it is told, and leaves the others as they are."""
    try:
        with session.begin_nested():
            _draft(session, desk, row, view, occurrence)
    except Refusal as refusal:
        event = StandingOrderRefused(
            number=view.number, day=occurrence.day, code=refusal.code, author_id=view.author_id,
            facts={name: str(value) for name, value in refusal.facts.items()},
        )  # fmt: skip
        outbox.record(session, event, subject=view.subject, now=desk.now)
        after = event.model_dump(mode="json", include={"day", "code", "facts"})
        change = audit.Change(subject=view.subject, action="standing.refused", after=after, source=desk.source)
        audit.record(session, desk.actor, change, now=desk.now)
        return False
    return True


def _draft(session: Session, desk: Desk, row: StandingOrder, view: StandingOrderView, occurrence: Occurrence) -> None:
    """One occurrence becomes a draft in the name of its author, wanted on its day; confirmed where it may be."""
    author = employees.by_email(session, row.author_id)
    writing = desk.acting_as(actor_of(author)) if author else desk
    request = view.request.model_copy(update={"requested_date": occurrence.day})
    key = f"{row.number}:{occurrence.nominal.isoformat()}"
    orders.lock_customer(session, request.customer_id)
    order = orders.draft(session, writing, request, key=key, beside=queries.latest_orders(session, row))
    outcome = Outcome.DRAFTED
    if view.confirm and order.may_be_confirmed and not order.is_perhaps_a_copy:
        order, outcome = _confirmed(session, writing, order)
    _deal(session, desk, row, occurrence, outcome, order)
    event = StandingOrderDrafted(
        number=row.number, order_number=order.number, day=occurrence.day, outcome=outcome, author_id=row.author_id
    )
    outbox.record(session, event, subject=view.subject, now=desk.now)


def _confirmed(session: Session, desk: Desk, order: OrderView) -> tuple[OrderView, Outcome]:
    """The order confirmed, or as the draft that it is where confirming is refused (nothing is there of it, say)."""
    try:
        with session.begin_nested():
            confirmed = orders.confirm(session, desk, order.number, revision=order.revision)
    except Refusal:
        return order, Outcome.DRAFTED
    if confirmed.state == OrderState.DRAFT:
        return confirmed, Outcome.DRAFTED
    return confirmed, Outcome.HELD if confirmed.state == OrderState.PENDING_CONFIRMATION else Outcome.CONFIRMED


def _deal(
    session: Session, desk: Desk, row: StandingOrder, found: Occurrence, outcome: Outcome, order: OrderView | None
) -> None:
    session.add(
        StandingOccurrence(
            standing_order_id=row.id, nominal=found.nominal, day=found.day, outcome=outcome,
            order_number=order.number if order else None, at=desk.now,
        )
    )  # fmt: skip
    session.flush()


def _moved(session: Session, desk: Desk, number: str, to: StandingState, revision: int) -> StandingOrderView:
    row = _opened(session, desk, number, revision)
    row.state, row.revision = moved(number, StandingState(row.state), to), row.revision + 1
    return _recorded(session, desk, row, to)


def _opened(session: Session, desk: Desk, number: str, revision: int) -> StandingOrder:
    desk.actor.require(SALES_ROLES, to="change a standing order")
    row = queries.standing_order_for_update(session, number)
    if revision != row.revision:
        raise StaleRevision(number=number, shown=revision, current=row.revision)
    return row


def _recorded(session: Session, desk: Desk, row: StandingOrder, action: str) -> StandingOrderView:
    session.flush()
    view = queries.standing_order(session, desk, row.number)
    after = view.model_dump(mode="json", include={"state", "revision", "rhythm", "starts_on", "ends_on", "next"})
    change = audit.Change(subject=view.subject, action=f"standing.{action}", after=after, source=desk.source)
    audit.record(session, desk.actor, change, now=desk.now)
    return view
