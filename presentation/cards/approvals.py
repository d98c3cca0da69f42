"""Owns the card that asks for a decision, and the same card once it is decided or overtaken."""

from collections.abc import Iterator

from domain.approvals.schemas import ApprovalState, ApprovalView
from domain.billing.schemas import CreditDecision
from domain.orders.schemas import ApprovalKind, HoldFinding, Offers, OrderView, Reallocation, Slip
from domain.shared.policy import Company
from presentation.actions import ActionId, ApprovalAction
from presentation.cards.blocks import Block, Card, actions, button, card, cell, context, fields, header, section, table
from presentation.cards.credit import beside_exposure, exposure_parts, oldest_overdue, what_would_clear
from presentation.cards.offers import offer_blocks
from presentation.cards.orders import customer_of
from presentation.mrkdwn import bold, quoted, safe
from presentation.wording.amounts import counted, listed, money, number
from presentation.wording.states import approval_state, hold_reason
from presentation.wording.times import day_or, moment

#: More lines that give stock are counted, not named.
MOST_SLIPS = 10
_MARKS = {
    ApprovalState.APPROVED: ":white_check_mark:",
    ApprovalState.REJECTED: ":x:",
    ApprovalState.SUPERSEDED: ":arrows_counterclockwise:",
}


def approval_card(approval: ApprovalView, order: OrderView, company: Company) -> Card:
    """The request with everything to decide on; buttons only while it is open."""
    return card(_sentence(approval, order), _blocks(approval, order, company))


def _sentence(approval: ApprovalView, order: OrderView) -> str:
    reasons = listed([hold_reason(reason) for reason in approval.reasons]) or "a decision is needed"
    start = f"{order.number} for {safe(customer_of(order))} ({money(order.total)})"
    if approval.state is ApprovalState.REQUESTED:
        return f"Decision needed: {start}, {reasons}"
    return f"{approval_state(approval.state)}: {start}"


def _blocks(approval: ApprovalView, order: OrderView, company: Company) -> Iterator[Block]:
    is_open = approval.state is ApprovalState.REQUESTED
    yield header(f"{'Decision needed' if is_open else approval_state(approval.state)} · {customer_of(order)}")
    if not is_open:
        yield section(_outcome(approval, company))
    reasons = listed([hold_reason(reason) for reason in approval.reasons])
    lines = counted(len(order.lines), "line")
    wanted = day_or(order.requested_date, "as soon as possible")
    yield section(
        f"*{order.number}* · {lines} · *{money(order.total)}* including tax · wanted {wanted}\n"
        f"{'Asked' if _takes_stock(approval) else 'Held'} because {reasons or 'somebody has to look at it'}."
    )
    if _takes_stock(approval):
        yield section(_reallocation(Reallocation.model_validate(approval.snapshot["reallocation"])))
    elif order.credit and approval.kind == ApprovalKind.CREDIT:
        yield from _credit(order.credit, is_open=is_open)
        if is_open and "offers" in approval.snapshot:
            yield from offer_blocks(Offers.model_validate(approval.snapshot["offers"]))
    else:
        yield from _found(approval)
    if is_open and approval.votes:
        by = listed([safe(vote.by, 80) for vote in approval.votes])
        yield section(
            f":heavy_check_mark: Approved so far by {by}; *{counted(approval.missing, 'more person')}* has to."
        )
    if is_open:
        yield _buttons(approval)
        yield context(_footer(approval, order, company))


def _found(approval: ApprovalView) -> Iterator[Block]:
    """What was found, fact by fact, as the request kept it."""
    found = [HoldFinding.model_validate(each) for each in approval.snapshot.get("findings", ())]
    rows = [(name, value) for each in found for name, value in each.facts.items()]
    if rows:
        yield fields([(safe(name.replace("_", " ").capitalize(), 80), safe(value, 500)) for name, value in rows])


def _takes_stock(approval: ApprovalView) -> bool:
    return "reallocation" in approval.snapshot


def _reallocation(found: Reallocation) -> str:
    """Who gets what from whom, how late they become, and what the rule says to it."""
    first = (
        f"*{number(found.quantity)} {safe(found.name or found.sku)}* for line {safe(found.line_key)}, "
        f"promised {day_or(found.old_date, 'for no date')}."
    )
    rows = [_slip(slip) for slip in found.slips[:MOST_SLIPS]]
    more = len(found.slips) - MOST_SLIPS
    rows += [f"… and {counted(more, 'line')} more"] if more > 0 else []
    verdict = "The rule advises it" if found.is_advised else "The rule advises against it"
    return "\n".join([first, *rows, f"{verdict}: it brings {found.benefit} and costs {found.cost} weighted days."])


def _slip(slip: Slip) -> str:
    later = f"{counted(slip.days, 'day')} later" if slip.days else "in time all the same"
    dates = f"{day_or(slip.old_date, 'no date')} → {day_or(slip.new_date, 'no date')}"
    who = safe(slip.customer_name or "unknown")
    return f"• {number(slip.quantity)} from {safe(slip.line_key)} ({who}): {dates}, {later}"


def _credit(credit: CreditDecision, *, is_open: bool) -> Iterator[Block]:
    limit = credit.exposure.limit
    over = "Over the limit by" if credit.excess else "Left"
    left = credit.excess or (limit - credit.after if limit else None)
    yield fields([
        ("Credit limit", money(limit) if limit else "none set"),
        ("Exposure now", money(credit.exposure.total)),
        ("This order adds", money(credit.adds)),
        ("After this order", money(credit.after)),
        (over, f"*{money(left)}*" if left is not None else "–"),
        ("Oldest overdue", oldest_overdue(credit.exposure) or "nothing is overdue"),
    ])  # fmt: skip
    if not is_open:
        return
    parts = exposure_parts(credit.exposure)
    if any(amount for _, amount, _ in parts):
        rows = [[cell(label), cell(f"{sign} {money(amount)}")] for label, amount, sign in parts]
        rows.append([cell("Exposure now"), cell(f"= {money(credit.exposure.total)}")])
        yield table(("The exposure in its parts", "Amount"), rows, ("left", "right"), "exposure")
    beside = beside_exposure(credit.exposure)
    ways = what_would_clear(credit)
    notes = ([f"Beside it: {beside}."] if beside else []) + ([ways] if ways else [])
    if notes:
        yield context(*notes)


def _buttons(approval: ApprovalView) -> Block:
    value = ApprovalAction(
        approval_id=approval.id, revision=approval.revision, snapshot_hash=approval.snapshot_hash
    ).as_value()
    return actions(
        f"approval_{approval.id}",
        [
            *([] if approval.needs_reason else [button("Approve", ActionId.APPROVE, value, style="primary")]),
            *([] if _takes_stock(approval) else [button("Approve with terms", ActionId.APPROVE_TERMS, value)]),
            button("Reject", ActionId.REJECT, value, style="danger"),
        ],
    )


def _footer(approval: ApprovalView, order: OrderView, company: Company) -> str:
    roles = listed([role.replace("_", " ") for role in sorted(approval.roles)], "or")
    asked = f"Asked by {safe(approval.requested_by, 80)}"
    if order.author != approval.requested_by:
        asked += f" · ordered by {safe(order.author, 80)}"
    return f"{asked} · a {roles} may decide · open until {moment(approval.expires_at, company)}"


def _outcome(approval: ApprovalView, company: Company) -> str:
    mark = _MARKS.get(approval.state, ":information_source:")
    if approval.state is ApprovalState.SUPERSEDED:
        return (
            f"{mark} *The order changed* after this was asked. A new card shows it as it is now; please decide there."
        )
    by = f" by {bold(approval.decided_by, 80)}" if approval.decided_by else ""
    at = f", {moment(approval.decided_at, company)}" if approval.decided_at else ""
    words = f"{mark} *{approval_state(approval.state)}*{by}{at}{_terms(approval, company)}"
    return f"{words}\n{quoted(approval.comment)}" if approval.comment else words


def _terms(approval: ApprovalView, company: Company) -> str:
    """How far an approval goes, where its decider said so."""
    words = f", up to {money(approval.cap)}" if approval.cap else ""
    return words + (f", until {moment(approval.valid_until, company)}" if approval.valid_until else "")
