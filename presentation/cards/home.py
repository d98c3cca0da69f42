"""Owns App Home: my drafts, my held orders, open approvals, my alerts."""

from collections.abc import Iterator, Sequence

from domain.orders.schemas import OrderView
from domain.shared.policy import Company
from presentation.cards.blocks import Block, View, context, divider, header, section
from presentation.cards.orders import customer_of
from presentation.mrkdwn import bold, safe
from presentation.schemas.alerts import HomePage, OpenApproval
from presentation.wording.amounts import counted, listed, money
from presentation.wording.states import hold_reason, order_title
from presentation.wording.times import day_or, moment

ROWS = 15


def home_view(page: HomePage, company: Company) -> View:
    """The App Home of one person."""
    return {"type": "home", "blocks": list(_blocks(page, company))}


def _blocks(page: HomePage, company: Company) -> Iterator[Block]:
    yield header(f"Good day, {page.name}" if page.name else "Good day")
    if not (page.drafts or page.held or page.approvals or page.alerts):
        yield section("Nothing waits for you. Write an order in a channel, or ask me for stock, a price or an order.")
        return
    approvals = [_approval(each, company) for each in page.approvals]
    yield from _part("Waiting for your decision", approvals)
    yield from _part("Your drafts", [_draft(order) for order in page.drafts])
    yield from _part("Held", [_held(order) for order in page.held])
    yield from _part("Worth knowing", [f":bell: {safe(alert, 500)}" for alert in page.alerts])


def _part(title: str, rows: Sequence[str]) -> Iterator[Block]:
    if not rows:
        return
    yield divider()
    yield section(f"*{title}* ({len(rows)})")
    for row in rows[:ROWS]:
        yield section(row)
    if len(rows) > ROWS:
        yield context(f"and {len(rows) - ROWS} more")


def _draft(order: OrderView) -> str:
    waits = []
    if order.questions:
        waits.append(counted(len(order.questions), "open question"))
    blocking = sum(problem.blocking for problem in order.problems)
    if blocking:
        waits.append(f"{counted(blocking, 'thing')} to put right")
    state = listed(waits) or "ready to confirm"
    return f"{_title(order)}\n{_size(order)} · wanted {day_or(order.requested_date, 'as soon as possible')} · {state}"


def _held(order: OrderView) -> str:
    reasons = listed([hold_reason(hold.reason) for hold in order.holds if hold.released_at is None])
    return f"{_title(order)}\n{_size(order)} · {reasons or 'waits for a decision'}"


def _approval(each: OpenApproval, company: Company) -> str:
    reasons = listed([hold_reason(reason) for reason in each.approval.reasons]) or "a decision is needed"
    subject = _title(each.order) if each.order else bold(each.approval.subject.partition(":")[2])
    return (
        f"{subject}\n{money(each.approval.amount)}: {reasons} · open until {moment(each.approval.expires_at, company)}"
    )


def _title(order: OrderView) -> str:
    return f"*{order_title(order.number, order.state)}* · {safe(customer_of(order))}"


def _size(order: OrderView) -> str:
    return f"{counted(len(order.lines), 'line')}, {money(order.total)}"
