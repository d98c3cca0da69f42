"""Owns the question to billing whether an order may go on credit, and who shares the limit that is asked about."""

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


def assess(session: Session, desk: Desk, order: SalesOrder, bill_to: CustomerView | None) -> CreditDecision | None:
    """How the bill-to's credit stands with this order; None while nobody pays. For a binding answer the account is
    locked first.
    """
    if bill_to is None:
        return None
    holder, sharing = _limit_of(session, bill_to)
    adds = Money(order.total, order.currency)
    return billing.assess(session, desk, holder, adds, commitment_key=order.number, sharing=sharing)


def lock_credit(session: Session, bill_to_id: str) -> CustomerView | None:
    """Lock the account of a bill-to, and of all who share its limit, until the transaction ends."""
    bill_to = customers.customer(session, bill_to_id)
    if bill_to is None:
        return None
    billing.lock_account(session, bill_to_id, sharing=_limit_of(session, bill_to)[1])
    return bill_to


def lock_order(session: Session, number: str) -> tuple[SalesOrder, CustomerView | None]:
    """Lock an order after the account of its bill-to, and read it; raises NotFound.

    Raises StaleRevision in the rare case that the bill-to changed between looking and locking.
    """
    bill_to_id = rows.bill_to_of(session, number)
    bill_to = lock_credit(session, bill_to_id) if bill_to_id else None
    order = rows.order_row_for_update(session, number)
    if order.bill_to != bill_to_id:
        raise StaleRevision(number=number, shown=None, current=order.revision)
    return order, bill_to


def sharing_credit(session: Session, bill_to: CustomerView) -> tuple[str, ...]:
    """The bill-tos whose orders are measured by the same limit, this one included."""
    return _limit_of(session, bill_to)[1]


def _limit_of(session: Session, bill_to: CustomerView) -> tuple[CustomerView, tuple[str, ...]]:
    """Who has the limit that counts, and everybody who uses it with them."""
    holder = bill_to
    if bill_to.share_limit and bill_to.parent_id:
        holder = customers.customer(session, bill_to.parent_id) or bill_to
    children = customers.sharing_limit_of(session, holder.customer_id)
    return holder, tuple(sorted({holder.customer_id, bill_to.customer_id, *(child.bill_to_id for child in children)}))
