"""Every SELECT of employees."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.employees.models import Employee
from domain.employees.schemas import EmployeeView


def by_email(session: Session, email: str) -> EmployeeView | None:
    """The employee with this mail address, upper and lower case alike."""
    row = session.get(Employee, email.strip().lower())
    return None if row is None else EmployeeView.model_validate(row)


def by_slack_id(session: Session, slack_user_id: str) -> EmployeeView | None:
    """The employee behind a Slack user."""
    row = session.scalars(select(Employee).where(Employee.slack_user_id == slack_user_id)).first()
    return None if row is None else EmployeeView.model_validate(row)


def all_employees(session: Session) -> list[EmployeeView]:
    """Everybody, by mail address."""
    return [EmployeeView.model_validate(row) for row in session.scalars(select(Employee).order_by(Employee.email))]
