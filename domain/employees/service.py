"""The verbs of employees: link somebody to their Slack user, take over a list of people."""

from collections.abc import Iterable

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.employees import queries
from domain.employees.models import Employee
from domain.employees.schemas import EmployeeView, actor_of, may_approve
from domain.shared import audit
from domain.shared.actors import Role
from domain.shared.database import upsert
from domain.shared.desk import Desk
from domain.shared.errors import NotFound

__all__ = ["actor_of", "import_employees", "link_slack", "may_approve"]

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
