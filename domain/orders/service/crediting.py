"""Owns the question to billing whether an order may go on credit, and who shares the limit that is asked about."""

from sqlalchemy.orm import Session

from domain.billing import service as billing
from domain.billing.schemas import CreditDecision
from domain.customers import queries as customers
from domain.customers.queries import Limit
from domain.orders.models import SalesOrder
from domain.orders.queries import rows
from domain.shared.desk import Desk
from domain.shared.errors import StaleRevision
from domain.shared.money import Money


def assess(session: Session, desk: Desk, order: SalesOrder, limit: Limit | None) -> CreditDecision | None:
    """How the credit stands with this order; None while nobody pays. For a binding answer it is locked first."""
    if limit is None:
        return None
    adds = Money(order.total, order.currency)
    return billing.assess(session, desk, limit.holder, adds, commitment_key=order.number, sharing=limit.sharing)


def lock_credit(session: Session, bill_to_id: str) -> Limit | None:
    """Lock the account of a bill-to, and of all who share its limit, until the transaction ends."""
    return _locked(session, customers.limit(session, bill_to_id))


def lock_order(session: Session, number: str) -> tuple[SalesOrder, Limit | None]:
    """Lock an order after the account of its bill-to, and read it; raises NotFound.

    Raises StaleRevision in the rare case that the bill-to changed between looking and locking.
    """
    limit = _locked(session, rows.limit_of(session, number))
    order = rows.order_row_for_update(session, number)
    bill_to = order.bill_to
    has_changed = bill_to != limit.bill_to_id if limit else bill_to and customers.customer(session, bill_to)
    if has_changed:
        raise StaleRevision(number=number, shown=None, current=order.revision)
    return order, limit


def _locked(session: Session, limit: Limit | None) -> Limit | None:
    if limit:
        billing.lock_account(session, limit.bill_to_id, sharing=limit.sharing)
    return limit
