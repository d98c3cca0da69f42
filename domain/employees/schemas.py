"""Values of employees that other contexts read, and the two questions asked about them."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from domain.shared.actors import Actor, ActorKind, Role


class EmployeeView(BaseModel):
    """One employee. `approval_limit`: the excess or value, in the company's currency, that they may approve."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    email: str
    name: str
    roles: frozenset[Role]
    slack_user_id: str | None = None
    approval_limit: Decimal | None = None
    manager_email: str | None = None


def may_approve(employee: EmployeeView, amount: Decimal) -> bool:
    """Whether the amount is within the employee's authority; a director without a limit has no ceiling."""
    if employee.approval_limit is None:
        return Role.DIRECTOR in employee.roles
    return amount <= employee.approval_limit


def actor_of(employee: EmployeeView) -> Actor:
    """The employee as the one who acts."""
    return Actor(
        kind=ActorKind.EMPLOYEE,
        id=employee.email,
        name=employee.name,
        roles=employee.roles,
        slack_user_id=employee.slack_user_id,
    )


class AbsenceView(BaseModel):
    """Days, first and last included, on which `delegate_email` (None: nobody) decides for somebody."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int = 0
    email: str
    delegate_email: str | None
    from_date: date
    until_date: date
    noted_by: str = ""

    def covers(self, day: date) -> bool:
        """Whether it is on that day."""
        return self.from_date <= day <= self.until_date


class Authority(BaseModel):
    """In whose name somebody may decide on a day: their own, or that of a colleague who delegated to them.

    `chain` are the mail addresses from the principal down to who decides, both included.
    """

    model_config = ConfigDict(frozen=True)

    principal: EmployeeView
    chain: tuple[str, ...]


def chain_from(away: dict[str, str | None], email: str, most: int) -> tuple[str, ...]:
    """From somebody along their delegates to who is here: the addresses passed, the first one included.

    It ends before a loop, after `most` steps, or with somebody whose delegate is nobody.
    """
    chain = [email]
    while len(chain) <= most:
        following = away.get(chain[-1])
        if following is None or following in chain:
            break
        chain.append(following)
    return tuple(chain)
