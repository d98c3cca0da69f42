"""Owns who a sender is: an employee, a customer's contact, or nobody we know."""

from bot.services import Services
from domain.employees import queries as employees
from domain.employees import service as employee_verbs
from domain.employees.schemas import actor_of
from domain.shared.actors import Actor, ActorKind, system


def of_slack(services: Services, user_id: str) -> Actor:
    """The employee behind a Slack user: known by id, else by the address that Slack has verified; else unknown."""
    with services.transactions.read() as session:
        employee = employees.by_slack_id(session, user_id)
    if employee:
        return actor_of(employee)
    email = services.slack.user_email(user_id) if services.slack else None
    unknown = Actor(kind=ActorKind.UNKNOWN, id=f"slack:{user_id}", name=user_id, slack_user_id=user_id, verified=False)
    if not email:
        return unknown
    with services.transactions.begin() as session:
        employee = employees.by_email(session, email)
        if employee is None:
            return unknown
        desk = services.desk(system("slack directory"), f"slack:{user_id}")
        employee_verbs.link_slack(session, desk, employee.email, user_id)
        return actor_of(employee.model_copy(update={"slack_user_id": user_id}))
