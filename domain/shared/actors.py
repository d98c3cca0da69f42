"""Owns who acts: an employee with roles, a customer's contact, or the system itself."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.shared.errors import NotAllowed


class Role(StrEnum):
    """What an employee may be trusted with."""

    SALES_REP = "sales_rep"
    SALES_MANAGER = "sales_manager"
    CREDIT_MANAGER = "credit_manager"
    DIRECTOR = "director"
    WAREHOUSE = "warehouse"
    FINANCE = "finance"
    ADMIN = "admin"


SALES_ROLES = frozenset({Role.SALES_REP, Role.SALES_MANAGER, Role.DIRECTOR, Role.ADMIN})
WAREHOUSE_ROLES = frozenset({Role.WAREHOUSE, Role.ADMIN})
FINANCE_ROLES = frozenset({Role.FINANCE, Role.ADMIN})


class ActorKind(StrEnum):
    """Where an actor's authority comes from."""

    EMPLOYEE = "employee"
    CONTACT = "contact"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class Actor(BaseModel):
    """Who does something: `id` is the employee's or contact's mail address, or the name of a job."""

    model_config = ConfigDict(frozen=True)

    kind: ActorKind
    id: str
    name: str
    roles: frozenset[Role] = frozenset()
    customer_id: str | None = None
    verified: bool = True
    slack_user_id: str | None = None

    def has_any(self, roles: frozenset[Role]) -> bool:
        """Whether the actor has one of these roles; the system has them all."""
        return self.kind is ActorKind.SYSTEM or bool(self.roles & roles)

    def require(self, roles: frozenset[Role], *, to: str) -> None:
        """Raise NotAllowed unless the actor has one of these roles."""
        if not self.has_any(roles):
            raise NotAllowed(actor=self.name, to=to, needs=", ".join(sorted(roles)))


def system(name: str) -> Actor:
    """The system acting by itself, named after the job or command that runs."""
    return Actor(kind=ActorKind.SYSTEM, id=f"system:{name}", name=name)
