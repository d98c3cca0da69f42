"""Owns the question to billing whether an order may go on credit, and who shares the limit that is asked about."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.billing import service as billing
from domain.billing.schemas import CreditDecision
from domain.customers import queries as customers
from domain.customers.schemas import CustomerView
from domain.orders.models import SalesOrder
from domain.orders.queries import rows
from domain.shared.desk import Desk
from domain.shared.errors import StaleRevision
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose limit an order is measured by, and the ids of everybody who uses it."""

    holder: CustomerView
    sharing: tuple[str, ...]


def assess(session: Session, desk: Desk, order: SalesOrder, credit: Credit | None) -> CreditDecision | None:
    """How the credit stands with this order; None while nobody pays. For a binding answer it is locked first."""
    if credit is None:
        return None
    adds = Money(order.total, order.currency)
    return billing.assess(session, desk, credit.holder, adds, commitment_key=order.number, sharing=credit.sharing)


def credit_of(session: Session, bill_to: CustomerView) -> Credit:
    """The limit that counts for a bill-to: its own, or its parent's where it shares that."""
    holder = bill_to
    if bill_to.share_limit and bill_to.parent_id:
        holder = customers.customer(session, bill_to.parent_id) or bill_to
    children = customers.sharing_limit_of(session, holder.customer_id)
    ids = {holder.customer_id, bill_to.customer_id, *(child.bill_to_id for child in children)}
    return Credit(holder, tuple(sorted(ids)))


def lock_credit(session: Session, bill_to_id: str) -> Credit | None:
    """Lock the account of a bill-to, and of all who share its limit, until the transaction ends."""
    bill_to = customers.customer(session, bill_to_id)
    if bill_to is None:
        return None
    credit = credit_of(session, bill_to)
    billing.lock_account(session, bill_to_id, sharing=credit.sharing)
    return credit


def lock_order(session: Session, number: str) -> tuple[SalesOrder, Credit | None]:
    """Lock an order after the account of its bill-to, and read it; raises NotFound.

    Raises StaleRevision in the rare case that the bill-to changed between looking and locking.
    """
    bill_to_id = rows.bill_to_of(session, number)
    credit = lock_credit(session, bill_to_id) if bill_to_id else None
    order = rows.order_row_for_update(session, number)
    if order.bill_to != bill_to_id:
        raise StaleRevision(number=number, shown=None, current=order.revision)
    return order, credit
