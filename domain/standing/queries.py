"""Every SELECT of standing orders."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.orders.schemas import OrderRequest
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.standing.lifecycle import StandingState
from domain.standing.models import StandingOccurrence, StandingOrder
from domain.standing.rules import upcoming
from domain.standing.schemas import OccurrenceView, Outcome, Rhythm, StandingOrderView

_SHOWN = 5
_FRESH = {"populate_existing": True}
_SAME = ("number", "revision", "customer_id", "customer_name", "starts_on", "ends_on", "author_id", "created_at")


def standing_order(session: Session, desk: Desk, number: str, *, ahead: int = _SHOWN) -> StandingOrderView:
    """A standing order with its last occurrences and so many of the next ones; raises NotFound."""
    row = session.scalar(select(StandingOrder).where(StandingOrder.number == number))
    if row is None:
        raise NotFound(number=number)
    return _view(session, desk, row, ahead)


def standing_orders(session: Session, desk: Desk, customer_id: str | None = None) -> tuple[StandingOrderView, ...]:
    """The standing orders that have not ended, of a customer or of all, by number."""
    statement = select(StandingOrder).where(StandingOrder.state != StandingState.ENDED).order_by(StandingOrder.id)
    if customer_id is not None:
        statement = statement.where(StandingOrder.customer_id == customer_id)
    return tuple(_view(session, desk, row, _SHOWN) for row in session.scalars(statement))


def number_of_key(session: Session, key: str) -> str | None:
    """The standing order that was set up under this key, or None."""
    return session.scalars(select(StandingOrder.number).where(StandingOrder.key == key)).first()


def active_numbers(session: Session) -> Sequence[str]:
    """The standing orders that run, by id."""
    statement = select(StandingOrder.number).where(StandingOrder.state == StandingState.ACTIVE)
    return session.scalars(statement.order_by(StandingOrder.id)).all()


def standing_order_for_update(session: Session, number: str) -> StandingOrder:
    """A standing order, locked until the transaction ends; raises NotFound."""
    statement = select(StandingOrder).where(StandingOrder.number == number).with_for_update()
    row = session.scalars(statement, execution_options=_FRESH).first()
    if row is None:
        raise NotFound(number=number)
    return row


def dealt_with(session: Session, row: StandingOrder, since: date) -> dict[date, str | None]:
    """The occurrences from a day on that were ordered or skipped, each with its order."""
    found = session.execute(
        select(StandingOccurrence.nominal, StandingOccurrence.order_number).where(
            StandingOccurrence.standing_order_id == row.id, StandingOccurrence.day >= since
        )
    )
    return {row.nominal: row.order_number for row in found}


def latest_orders(session: Session, row: StandingOrder) -> tuple[str, ...]:
    """The orders of the last occurrences, newest first."""
    statement = select(StandingOccurrence.order_number).where(
        StandingOccurrence.standing_order_id == row.id, StandingOccurrence.order_number.is_not(None)
    )
    found = session.scalars(statement.order_by(StandingOccurrence.nominal.desc()).limit(_SHOWN))
    return tuple(number for number in found if number)


def _view(session: Session, desk: Desk, row: StandingOrder, ahead: int) -> StandingOrderView:
    rhythm = Rhythm.model_validate(row.rhythm)
    policy = desk.policy.standing
    past = session.scalars(
        select(StandingOccurrence)
        .where(StandingOccurrence.standing_order_id == row.id)
        .order_by(StandingOccurrence.nominal.desc())
        .limit(_SHOWN)
    ).all()
    done = dealt_with(session, row, desk.today)
    found = upcoming(
        rhythm, desk.calendar, starts_on=row.starts_on, ends_on=row.ends_on, today=desk.today, limit=ahead + len(done)
    )
    left = tuple(each for each in found if each.nominal not in done)[:ahead]
    return StandingOrderView(
        **{name: getattr(row, name) for name in _SAME},
        state=StandingState(row.state),
        request=OrderRequest.model_validate(row.request),
        rhythm=rhythm,
        confirm=policy.confirm if row.confirm is None else row.confirm,
        lead_working_days=policy.lead_working_days if row.lead_working_days is None else row.lead_working_days,
        author=row.author_name,
        past=tuple(
            OccurrenceView(
                nominal=each.nominal, day=each.day, outcome=Outcome(each.outcome), order_number=each.order_number
            )
            for each in past
        ),
        next=left if row.state == StandingState.ACTIVE else (),
    )
