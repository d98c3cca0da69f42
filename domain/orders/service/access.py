"""Owns who may do what with an order."""

from sqlalchemy.orm import Session

from domain.orders.errors import UnverifiedSender
from domain.orders.models import SalesOrder
from domain.orders.queries import rows
from domain.shared.actors import FINANCE_ROLES, SALES_ROLES, WAREHOUSE_ROLES, Actor, ActorKind, Role
from domain.shared.errors import NotAllowed, NotFound, StaleRevision

SHIPPERS = WAREHOUSE_ROLES
INVOICERS = FINANCE_ROLES | WAREHOUSE_ROLES
CLERKS = SALES_ROLES | {Role.CREDIT_MANAGER}


def may_order_for(actor: Actor, customer_id: str | None) -> None:
    """Raise NotAllowed unless the actor is trusted with sales, or is a contact ordering for their own company."""
    if actor.kind is ActorKind.CONTACT and customer_id in (None, actor.customer_id):
        return
    actor.require(SALES_ROLES, to="order for a customer")


def may_change(actor: Actor, order: SalesOrder) -> None:
    """Raise NotAllowed unless the order is the actor's own, their company's, or the actor is trusted with sales."""
    if actor.kind is ActorKind.UNKNOWN:
        raise NotAllowed(actor=actor.name, to="change an order", needs=", ".join(sorted(SALES_ROLES)))
    of_company = actor.kind is ActorKind.CONTACT and order.customer_id == actor.customer_id
    if not of_company and actor.id != order.author_id:
        actor.require(SALES_ROLES, to="change an order")


def may_touch(session: Session, actor: Actor, number: str) -> bool:
    """Whether `may_change` lets the actor at an order; False for a number that nobody knows."""
    try:
        may_change(actor, rows.order_row(session, number))
    except (NotAllowed, NotFound):
        return False
    return True


def may_confirm(actor: Actor, order: SalesOrder) -> None:
    """Raise like `may_change`, and UnverifiedSender for somebody whose identity is not proven."""
    may_change(actor, order)
    if not actor.verified:
        raise UnverifiedSender(number=order.number, actor=actor.name)


def same_revision(order: SalesOrder, revision: int | None) -> None:
    """Raise StaleRevision unless the revision shown (if any) is the current one."""
    if revision is not None and revision != order.revision:
        raise StaleRevision(number=order.number, shown=revision, current=order.revision)
