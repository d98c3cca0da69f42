"""What must hold of every order at every moment, asked of the database; used by tests and by whoever has doubts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.billing.schemas import CommitmentView, CreditExposure, TaxableLine
from domain.customers.queries import Limit
from domain.orders.lifecycle import LIVE, OrderState
from domain.orders.models import Hold, OrderLine, SalesOrder
from domain.orders.queries.views import line_view
from domain.orders.rules.amounts import upto_end, upto_invoiced, upto_kept, upto_shipped
from domain.orders.rules.progress import is_settled, state_after
from domain.orders.rules.quantities import all_broken
from domain.orders.schemas import Invoicing, LineView
from domain.shared.desk import Desk
from domain.shared.money import Money
from domain.stock import queries as stock

_BATCH = 500
_STATELESS = frozenset(OrderState) - {
    OrderState.CONFIRMED,
    OrderState.IN_FULFILMENT,
    OrderState.SHIPPED,
    OrderState.INVOICED,
}
#: States in which nothing can be held any more.
_OVER = frozenset({OrderState.INVOICED, OrderState.CLOSED, OrderState.CANCELLED})
ZERO = Decimal(0)


def broken_invariants(session: Session) -> list[str]:
    """Every sentence of the books that is not true, in words for developers; empty, always.

    Imported history is left out: it was never ours to account for.
    """
    session.flush()
    commitments = billing.commitments(session)
    broken = [f"{m.sku} in {m.warehouse}: {m.field} is not explained" for m in stock.balances_explained(session)]
    live = set[str]()
    is_history = SalesOrder.draft_key.is_(None) & SalesOrder.state.in_([OrderState.INVOICED, OrderState.CLOSED])
    statement = select(SalesOrder).where(~is_history).order_by(SalesOrder.id)
    orders = iter(session.scalars(statement).all())
    while batch := list(islice(orders, _BATCH)):
        live |= {order.number for order in batch if order.state in LIVE}
        broken += _of_batch(session, batch, commitments)
    broken += [f"{key}: a commitment without a live order" for key in sorted(commitments.keys() - live)]
    return broken


def _of_batch(session: Session, orders: Sequence[SalesOrder], commitments: dict[str, CommitmentView]) -> list[str]:
    ids = [order.id for order in orders]
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for line in session.scalars(select(OrderLine).where(OrderLine.order_id.in_(ids)).order_by(OrderLine.id)):
        lines[line.order_id].append(line)
    active: dict[int, list[str]] = defaultdict(list)
    for hold in session.scalars(select(Hold).where(Hold.order_id.in_(ids), Hold.released_at.is_(None))):
        active[hold.order_id].append(hold.reason)
    broken = [*_stock(session, orders, lines)]
    for order in orders:
        views = [line_view(line, order.currency) for line in lines[order.id]]
        on_order = order.invoicing == Invoicing.ON_ORDER
        broken += [f"{order.number}: {said}" for said in _of_lines(lines[order.id], views, on_order=on_order)]
        broken += [f"{order.number}: {said}" for said in _of_header(order, views, active[order.id])]
        broken += [f"{order.number}: {said}" for said in _of_credit(order, views, commitments.get(order.number))]
    return broken


def _stock(session: Session, orders: Iterable[SalesOrder], lines: dict[int, list[OrderLine]]) -> Iterator[str]:
    """Allocated and picked are what stock has allocated; open of an order at work is what stock knows as demand."""
    every = [(order, line) for order in orders for line in lines[order.id]]
    allocated = stock.allocations(session, [line.line_key for _, line in every]) if every else {}
    demand = stock.demand_in_order(session, {line.sku for _, line in every}) if every else []
    waiting = {row.line_key: row.quantity for row in demand}
    for order, line in every:
        owned = sum((part.quantity for part in allocated.get(line.line_key, ())), ZERO)
        if owned != line.allocated + line.picked:
            yield f"{line.line_key}: stock has {owned} allocated, the line {line.allocated} + {line.picked}"
        is_in_line = order.state in LIVE and (order.state != OrderState.PENDING_CONFIRMATION or order.stock_kept_until)
        expected = line.open if is_in_line else ZERO
        if waiting.get(line.line_key, ZERO) != expected:
            yield f"{line.line_key}: stock knows a demand of {waiting.get(line.line_key, ZERO)}, open is {line.open}"


def _of_lines(lines: Sequence[OrderLine], views: Sequence[LineView], *, on_order: bool) -> Iterator[str]:
    yield from all_broken(views, invoiced_on_order=on_order)
    for line, view in zip(lines, views, strict=True):
        if not line.invoiced_net <= line.net or (line.invoiced == line.ordered and line.invoiced_net != line.net):
            yield f"line {line.line_no} has {line.invoiced_net} of {line.net} invoiced for {line.invoiced}"
        if (view.gross is None) != (view.invoiced_gross is None):
            yield f"line {line.line_no} is with tax and without"


def _of_header(order: SalesOrder, views: Sequence[LineView], active: Sequence[str]) -> Iterator[str]:
    state = OrderState(order.state)
    if sum((view.net.amount for view in views), ZERO) != order.net:
        yield "the lines do not sum to the order"
    if order.net + order.tax != order.total:
        yield "net and tax do not sum to the total"
    if (state is OrderState.PENDING_CONFIRMATION and not active) or (active and state in _OVER):
        yield f"in {state} with holds {', '.join(active) or 'none'}"
    if state is OrderState.CLOSED and not is_settled(views, "full"):
        yield "closed, and not delivered and invoiced"
    if state not in _STATELESS and state_after(views) is not state:
        yield f"in {state}, but its lines say {state_after(views)}"


def _of_credit(order: SalesOrder, views: Sequence[LineView], told: CommitmentView | None) -> Iterator[str]:
    """Billing knows exactly what is not shipped and what is shipped and not invoiced."""
    if order.state not in LIVE or order.bill_to is None:
        return
    nothing = Money.zero(order.currency)
    confirmed = _gross(upto_shipped(views), upto_end(views), nothing)
    shipped = _gross(upto_invoiced(views), upto_kept(views), nothing)
    if (told.confirmed if told else nothing, told.shipped if told else nothing) != (confirmed, shipped):
        yield f"billing knows {told}, the lines say {confirmed} and {shipped}"
    if told is not None and told.pending != (order.state == OrderState.PENDING_CONFIRMATION):
        yield "pending in one book and not in the other"


def _gross(before: Sequence[TaxableLine], after: Sequence[TaxableLine], nothing: Money) -> Money:
    return billing_service.totals_between(before, after, nothing.currency).total


def recounted_exposure(session: Session, desk: Desk, limit: Limit) -> CreditExposure:
    """The exposure of all who share a limit, counted anew from the lines of their orders instead of what orders told
    billing; the same as `billing.queries.exposure`, always.
    """
    kept = billing.exposure(session, desk, limit.holder, sharing=limit.sharing)
    currency, horizon = limit.holder.currency, desk.today + timedelta(days=desk.policy.credit.horizon_days)
    sums = dict.fromkeys(("confirmed", "shipped", "pending"), Money.zero(currency))
    statement = select(SalesOrder).where(SalesOrder.bill_to.in_(limit.sharing), SalesOrder.state.in_(sorted(LIVE)))
    for order in session.scalars(statement.where(SalesOrder.draft_key.is_not(None)).order_by(SalesOrder.id)):
        rows = session.scalars(select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.id))
        views = [line_view(line, order.currency) for line in rows]
        due = max((day for day in (order.promised_date, order.requested_date) if day), default=None)
        rest = _gross(upto_shipped(views), upto_end(views), Money.zero(currency))
        if order.state == OrderState.PENDING_CONFIRMATION:
            sums["pending"] += rest
        elif due is None or due <= horizon:
            sums["confirmed"] += rest
        sums["shipped"] += _gross(upto_invoiced(views), upto_kept(views), Money.zero(currency))
    counted = {
        "confirmed_not_shipped": sums["confirmed"], "shipped_not_invoiced": sums["shipped"], "pending": sums["pending"],
        "total": kept.open_invoices + sums["confirmed"] + sums["shipped"] - kept.unapplied_payments
                 - kept.open_credit_notes,
    }  # fmt: skip
    return kept.model_copy(update=counted)
