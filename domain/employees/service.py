"""The verbs of employees: link somebody to their Slack user, note who is away, take over a list of people."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.employees import queries
from domain.employees.errors import BadAbsence, DelegationLoop
from domain.employees.models import Absence, Employee
from domain.employees.rules import check_delegation
from domain.employees.schemas import AbsenceView, EmployeeView, actor_of, may_approve
from domain.shared import audit
from domain.shared.actors import Role
from domain.shared.database import upsert
from domain.shared.desk import Desk
from domain.shared.errors import NotFound

__all__ = ["actor_of", "end_absence", "import_employees", "link_slack", "may_approve", "note_absence"]

KEEPERS = frozenset({Role.ADMIN, Role.DIRECTOR})


def link_slack(session: Session, desk: Desk, email: str, slack_user_id: str) -> EmployeeView:
    """Remember which Slack user the employee is; whoever had that user before loses it. NotFound for strangers."""
    before = queries.by_email(session, email)
    if before is None:
        raise NotFound(employee=email)
    if before.slack_user_id == slack_user_id:
        return before
    session.execute(update(Employee).where(Employee.slack_user_id == slack_user_id).values(slack_user_id=None))
    session.execute(update(Employee).where(Employee.email == before.email).values(slack_user_id=slack_user_id))
    audit.record(
        session,
        desk.actor,
        audit.Change(
            subject=f"employee:{before.email}",
            action="employee.linked",
            before={"slack_user_id": before.slack_user_id},
            after={"slack_user_id": slack_user_id},
            source=desk.source,
        ),
        now=desk.now,
    )
    return before.model_copy(update={"slack_user_id": slack_user_id})


def import_employees(session: Session, desk: Desk, rows: Iterable[EmployeeView]) -> None:
    """Insert or update employees by mail address. NotAllowed without an administrator's role."""
    desk.actor.require(KEEPERS, to="import employees")
    values = [row.model_dump() | {"roles": sorted(row.roles)} for row in rows]
    known = [row["slack_user_id"] for row in values if row["slack_user_id"]]
    session.execute(update(Employee).where(Employee.slack_user_id.in_(known)).values(slack_user_id=None))
    upsert(session, Employee, values)


def note_absence(
    session: Session, desk: Desk, email: str, *, delegate: str | None, from_date: date, until_date: date
) -> AbsenceView:
    """Note that somebody is away on these days, and who decides for them; what waits for them moves at once.

    By themselves, their manager, a director or an administrator. Raises BadAbsence, DelegationLoop, DelegationTooLong,
    NotAllowed, NotFound.
    """
    policy = desk.policy.approvals
    who = _known(session, email)
    deputy = _known(session, delegate).email if delegate else None
    _may_note(desk, who)
    too_long = (until_date - from_date).days >= policy.delegation_days
    if until_date < max(from_date, desk.today) or too_long:
        facts = {"from_date": from_date.isoformat(), "until_date": until_date.isoformat()}
        raise BadAbsence(**facts, most_days=policy.delegation_days)
    view = AbsenceView(email=who.email, delegate_email=deputy, from_date=from_date, until_date=until_date)
    # One at a time, so that two that are noted at one moment make no loop.
    queries.lock_everybody(session)
    known = queries.absences_between(session, from_date, until_date)
    if deputy == who.email:
        raise DelegationLoop(chain=f"{deputy} → {deputy}")
    check_delegation(known, view, policy.delegation_chain)
    row = Absence(**view.model_dump(exclude={"id", "noted_by"}), noted_by=desk.actor.name, noted_at=desk.now)
    session.add(row)
    session.flush()
    noted = AbsenceView.model_validate(row)
    _audited(session, desk, who.email, "employee.absence_noted", noted)
    return noted


def end_absence(session: Session, desk: Desk, email: str) -> tuple[AbsenceView, ...]:
    """Somebody is back, or their delegation is taken back: every absence from today on ends. Raises NotAllowed."""
    who = _known(session, email)
    _may_note(desk, who)
    rows = queries.absence_rows_for_update(session, who.email, desk.today)
    for row in rows:
        row.ended_at = desk.now
        _audited(session, desk, who.email, "employee.absence_ended", AbsenceView.model_validate(row))
    session.flush()
    return tuple(AbsenceView.model_validate(row) for row in rows)


def _known(session: Session, email: str) -> EmployeeView:
    found = queries.by_email(session, email)
    if found is None:
        raise NotFound(employee=email)
    return found


def _may_note(desk: Desk, who: EmployeeView) -> None:
    if desk.actor.id.lower() not in (who.email, who.manager_email):
        desk.actor.require(KEEPERS, to="say who decides for a colleague")


def _audited(session: Session, desk: Desk, email: str, action: str, absence: AbsenceView) -> None:
    change = audit.Change(
        subject=f"employee:{email}", action=action, after=absence.model_dump(mode="json"), source=desk.source
    )
    audit.record(session, desk.actor, change, now=desk.now)
