"""Every SELECT of employees."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.employees.models import Absence, Employee
from domain.employees.rules import chains_to, delegates_on
from domain.employees.schemas import AbsenceView, Authority, EmployeeView
from domain.shared.actors import Role


def by_email(session: Session, email: str) -> EmployeeView | None:
    """The employee with this mail address, upper and lower case alike."""
    row = session.get(Employee, email.strip().lower())
    return None if row is None else EmployeeView.model_validate(row)


def by_slack_id(session: Session, slack_user_id: str) -> EmployeeView | None:
    """The employee behind a Slack user."""
    row = session.scalars(select(Employee).where(Employee.slack_user_id == slack_user_id)).first()
    return None if row is None else EmployeeView.model_validate(row)


def absences_on(session: Session, day: date) -> list[AbsenceView]:
    """Who is away on a day, as it was noted."""
    return absences_between(session, day, day)


def away_on(session: Session, day: date) -> dict[str, str | None]:
    """Who is away on a day, each with who decides for them (None: nobody)."""
    return delegates_on(absences_on(session, day), day)


def absences_between(session: Session, first: date, last: date) -> list[AbsenceView]:
    """Absences that touch any of these days, in the order in which they were noted."""
    rows = session.scalars(
        select(Absence)
        .where(Absence.ended_at.is_(None), Absence.from_date <= last, Absence.until_date >= first)
        .order_by(Absence.id)
    )
    return [AbsenceView.model_validate(row) for row in rows]


def authorities(session: Session, employee: EmployeeView, day: date, *, most: int) -> list[Authority]:
    """In whose names an employee may decide on a day: their own first, then by the nearest delegation."""
    own = Authority(principal=employee, chain=(employee.email,))
    away = away_on(session, day)
    delegated = [(by_email(session, chain[0]), chain) for chain in chains_to(away, employee.email, most)]
    return [own, *(Authority(principal=each, chain=chain) for each, chain in delegated if each is not None)]


def roles_at(session: Session, email: str, day: date, *, most: int) -> frozenset[Role]:
    """The roles in which somebody may decide on a day, with those of colleagues they decide for."""
    employee = by_email(session, email)
    if employee is None:
        return frozenset()
    return frozenset().union(*(each.principal.roles for each in authorities(session, employee, day, most=most)))


def all_employees(session: Session) -> list[EmployeeView]:
    """Everybody, by mail address."""
    return [EmployeeView.model_validate(row) for row in session.scalars(select(Employee).order_by(Employee.email))]


def lock_everybody(session: Session) -> None:
    """Lock all employees until the transaction ends, by mail address."""
    session.execute(select(Employee.email).order_by(Employee.email).with_for_update())


def absence_rows_for_update(session: Session, email: str, day: date) -> Sequence[Absence]:
    """The absences of somebody that last until a day or longer, locked."""
    statement = select(Absence).where(Absence.email == email, Absence.ended_at.is_(None), Absence.until_date >= day)
    return session.scalars(statement.order_by(Absence.id).with_for_update()).all()
