"""Owns what every verb leaves behind: an entry in the audit trail, events, and the commitment told to billing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from domain.billing import queries as billing_queries
from domain.billing import service as billing
from domain.billing.schemas import CommitmentView
from domain.orders.events import CreditFreed
from domain.orders.models import ContentChange, SalesOrder
from domain.orders.rules.amounts import upto_end, upto_invoiced, upto_kept, upto_shipped
from domain.orders.schemas import LineView, OrderView, SuggestedAnswer
from domain.shared import audit, outbox
from domain.shared.desk import Desk
from domain.shared.events import Event


def subject(number: str) -> str:
    """The key by which audit, events and approvals know an order."""
    return f"order:{number}"


def audited(
    session: Session,
    desk: Desk,
    number: str,
    action: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Write down what was done to an order, by whom, from where."""
    change = audit.Change(
        subject=subject(number), action=f"order.{action}", before=before, after=after, reason=reason, source=desk.source
    )
    audit.record(session, desk.actor, change, now=desk.now)


def keep_change(session: Session, desk: Desk, order: SalesOrder) -> None:
    """Keep what an order asked for, before its new revision asks for something else."""
    session.add(
        ContentChange(
            order_id=order.id, revision=order.revision, state=order.state, before=order.request or {},
            source=desk.source, made_by=desk.actor.name, made_at=desk.now,
        )
    )  # fmt: skip


def announce(session: Session, desk: Desk, number: str, event: Event) -> None:
    """Record that something happened to an order."""
    outbox.record(session, event, subject=subject(number), now=desk.now)


def in_short(view: OrderView) -> dict[str, Any]:
    """An order as the audit trail keeps it: what a person would need to tell two versions apart."""
    return {
        "state": view.state,
        "revision": view.revision,
        "customer_id": view.customer_id,
        "customer_po": view.customer_po,
        "requested_date": view.requested_date.isoformat() if view.requested_date else None,
        "promised_date": view.promised_date.isoformat() if view.promised_date else None,
        "total": str(view.total),
        "lines": [line_in_short(line) for line in view.lines],
    } | ({"suggested": [suggestion_in_short(each) for each in view.suggestions]} if view.suggestions else {})


def suggestion_in_short(suggestion: SuggestedAnswer) -> dict[str, str | None]:
    """A suggested answer as the audit trail keeps it: which model took which words for what."""
    quantity = None if suggestion.quantity is None else f"{suggestion.quantity:f}"
    return {
        "model": suggestion.model,
        "text": suggestion.text,
        "sku": suggestion.sku,
        "quantity": quantity,
        "unit": suggestion.unit,
    }


def line_in_short(line: LineView) -> dict[str, str]:
    """A line as snapshots keep it."""
    return {
        "line": str(line.line_no),
        "sku": line.sku,
        "name": line.name,
        "quantity": f"{line.base_quantity:f}",
        "unit": line.base_unit,
        "unit_price": f"{line.unit_price:f}",
        "net": str(line.net),
    }


def commit_credit(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[LineView],
    *,
    pending: bool,
    frees: bool = False,
) -> None:
    """Tell billing what the order will cost: not shipped, and shipped but not invoiced. Its account is locked.

    `frees` says that it may be less than before without being owed instead: then what became free is announced.
    """
    if order.bill_to is None:
        return
    before = billing_queries.commitment(session, order.number) if frees else None
    rounding = desk.policy.tax.rounding
    due = max((day for day in (order.promised_date, order.requested_date) if day), default=None)
    confirmed = billing.totals_between(upto_shipped(lines), upto_end(lines), order.currency, rounding=rounding).total
    shipped = billing.totals_between(upto_invoiced(lines), upto_kept(lines), order.currency, rounding=rounding).total
    billing.set_commitment(
        session, order.number, order.bill_to, confirmed=confirmed, shipped=shipped, pending=pending, due_date=due
    )
    if before is not None and (confirmed + shipped).amount < (before.confirmed + before.shipped).amount:
        _announce_freed(session, desk, before)


def uncommit(session: Session, desk: Desk, number: str) -> None:
    """Tell billing that an order costs its bill-to nothing any more, and announce what became free."""
    before = billing_queries.commitment(session, number)
    billing.drop_commitment(session, number)
    if before is not None:
        _announce_freed(session, desk, before)


def _announce_freed(session: Session, desk: Desk, before: CommitmentView) -> None:
    """What was pending took up nothing."""
    if not before.pending:
        announce(session, desk, before.key, CreditFreed(number=before.key, bill_to=before.bill_to))
