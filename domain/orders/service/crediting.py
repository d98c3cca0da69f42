"""Owns the question to billing whether an order may go on credit, and who shares the limit that is asked about.

Every verb locks in one order: what an order comes from or what came back of it (a quotation, a standing order, a PO
that came again, a return), the accounts of bill-tos (several of them by `lock_accounts`), orders by id, what is asked
about them, stock, the number of a paper. Nobody locks an account who has a lock behind it.

What is about several orders at once is one transaction, and locks all of each kind before the next one: a payment all
held orders of an account and their stock, collective invoices all accounts and orders that they are for. Waiting lines
are covered and dated anew with orders and stock alone; reminders, broken promises to pay, and returns that nobody sent
or objects to any more lock neither account nor order. Other work of the clock is a transaction for each order.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from domain.billing import service as billing
from domain.billing.schemas import CreditDecision, TaxableLine
from domain.customers import queries as customers
from domain.customers.queries import Limit
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import line_view
from domain.orders.rules.amounts import taxable, upto_end, upto_shipped
from domain.orders.schemas import LineView
from domain.shared.desk import Desk
from domain.shared.errors import StaleRevision
from domain.shared.money import Money


def assess(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    limit: Limit | None,
    *,
    lines: Sequence[OrderLine] | None = None,
    at_exit: bool = False,
) -> CreditDecision | None:
    """How the credit stands with this order; None while nobody pays. For a binding answer it is locked first.

    What has left of `lines` is billing's already and is not added again. Where orders alone use no credit, only what
    is picked and set aside counts as it goes out (`at_exit`).
    """
    if limit is None:
        return None
    only_leaving = "confirm" not in desk.policy.credit.checkpoints and at_exit
    adds = _leaving(desk, order, lines or ()) if only_leaving else _adds(desk, order, lines or ())
    return billing.assess(
        session, desk, limit.holder, adds, commitment_key=order.number, sharing=limit.sharing,
        with_confirmed=not only_leaving,
    )  # fmt: skip


def _adds(desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> Money:
    """What an order puts on credit that is not shipped yet, gross."""
    if not any(line.shipped or line.cancelled for line in lines):
        return Money(order.total, order.currency)
    views = [line_view(line, order.currency) for line in lines]
    return _gross(desk, order, views, upto_end(views))


def _leaving(desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> Money:
    """What of an order may leave next, gross: picked or set aside."""
    views = [line_view(line, order.currency) for line in lines]
    after = [taxable(view, upto=max(view.shipped + view.picked + view.allocated, view.invoiced)) for view in views]
    return _gross(desk, order, views, after)


def _gross(desk: Desk, order: SalesOrder, views: Sequence[LineView], after: Sequence[TaxableLine]) -> Money:
    rounding = desk.policy.tax.rounding
    return billing.totals_between(upto_shipped(views), after, order.currency, rounding=rounding).total


def lock_credit(session: Session, bill_to_id: str) -> Limit | None:
    """Lock the account of a bill-to, and of all who share its limit, until the transaction ends."""
    return _locked(session, customers.limit(session, bill_to_id))


def lock_accounts(session: Session, bill_to_ids: Iterable[str]) -> None:
    """Lock the accounts of several bill-tos and of all who share their limits, in one order for everybody."""
    limits = [limit for each in set(bill_to_ids) if (limit := customers.limit(session, each))]
    billing.lock_accounts(session, (each for limit in limits for each in (limit.bill_to_id, *limit.sharing)))


def lock_customer(session: Session, customer_id: str | None) -> None:
    """Lock the account of who pays for a customer, if we know them: first of all where an order is drafted and
    confirmed in one transaction, for a draft takes stock already, and stock is locked last.
    """
    customer = customers.customer(session, customer_id) if customer_id else None
    if customer is not None:
        lock_credit(session, customer.bill_to_id)


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
