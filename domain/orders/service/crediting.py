"""Owns the question to billing whether an order may go on credit, and who shares the limit that is asked about."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.billing import service as billing
from domain.billing.schemas import CreditDecision
from domain.customers import queries as customers
from domain.customers.queries import Limit
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import line_view
from domain.orders.rules.amounts import upto_end, upto_shipped
from domain.shared.desk import Desk
from domain.shared.errors import StaleRevision
from domain.shared.money import Money


def assess(
    session: Session, desk: Desk, order: SalesOrder, limit: Limit | None, *, lines: Sequence[OrderLine] | None = None
) -> CreditDecision | None:
    """How the credit stands with this order; None while nobody pays. For a binding answer it is locked first.

    What has left of `lines` is billing's already and is not added again.
    """
    if limit is None:
        return None
    adds = _adds(desk, order, lines or ())
    return billing.assess(session, desk, limit.holder, adds, commitment_key=order.number, sharing=limit.sharing)


def _adds(desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> Money:
    """What an order puts on credit that is not shipped yet, gross."""
    if not any(line.shipped or line.cancelled for line in lines):
        return Money(order.total, order.currency)
    views = [line_view(line, order.currency) for line in lines]
    rounding = desk.policy.tax.rounding
    return billing.totals_between(upto_shipped(views), upto_end(views), order.currency, rounding=rounding).total


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
