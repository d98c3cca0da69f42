"""Owns the card of a PO that came again: the order that is there, each difference, and what a click can do."""

from collections.abc import Iterator

from domain.orders.schemas import Possibility, ResentKind, ResentPoView, ResentState
from domain.shared.policy import Company
from presentation.actions import ActionId, ResentAction
from presentation.cards.blocks import (
    Block,
    Card,
    Element,
    actions,
    are_you_sure,
    button,
    card,
    context,
    header,
    section,
)
from presentation.cards.files import files_on_card
from presentation.cards.orders import customer_of, order_in_a_sentence
from presentation.mrkdwn import bold, quoted, safe
from presentation.wording.amounts import counted
from presentation.wording.resent import difference_rows, line_change
from presentation.wording.states import order_title
from presentation.wording.times import day, moment

MAIL_ON_CARD = 600
CHANGES_ON_CARD = 15
_SIGNS = {
    Possibility.POSSIBLE: ":white_check_mark:",
    Possibility.PARTLY: ":warning:",
    Possibility.TOO_LATE: ":no_entry:",
}


def resent_card(resent: ResentPoView, company: Company) -> Card:
    """The card, from the question to what became of it."""
    return card(_sentence(resent), _blocks(resent, company))


def _sentence(resent: ResentPoView) -> str:
    title = order_title(resent.order.number, resent.order.state)
    if resent.kind is ResentKind.DUPLICATE:
        return f"This is {title} again: PO {safe(resent.customer_po)} for {safe(customer_of(resent.order))}"
    return f"PO {safe(resent.customer_po)} of {title} was changed, for {safe(customer_of(resent.order))}"


def _blocks(resent: ResentPoView, company: Company) -> Iterator[Block]:
    title = order_title(resent.order.number, resent.order.state)
    is_copy = resent.kind is ResentKind.DUPLICATE
    yield header(f"{f'This is {title} again' if is_copy else f'{title}, PO changed'} · {customer_of(resent.order)}")
    yield section(_what_came(resent))
    if not resent.is_proven:
        yield section(":warning: The sender of this mail could not be verified.")
    yield context(_as_it_is(resent))
    if resent.state is not ResentState.OPEN:
        yield section(_settled(resent, company))
    yield from _since_changed(resent) if is_copy else _changes(resent)
    if resent.channel == "email" and resent.source_text.strip():
        yield section(f":email: {bold(resent.author, 80)} wrote by mail\n{quoted(resent.source_text, MAIL_ON_CARD)}")
    if resent.files:
        yield files_on_card(resent.files)
    buttons = list(_buttons(resent))
    if buttons:
        yield actions(f"resent_{resent.id}_{resent.order.revision}", buttons)


def _what_came(resent: ResentPoView) -> str:
    po, author = bold(resent.customer_po, 80), bold(resent.author, 80)
    if resent.kind is ResentKind.DUPLICATE:
        return f"{author} sent their PO {po} again, with the same contents. No second order was made."
    return f"{author} sent their PO {po} again, with other contents. Nothing has been changed yet."


def _as_it_is(resent: ResentPoView) -> str:
    order = resent.order
    promised = f", complete by {day(order.promised_date)}" if order.confirmed_at and order.promised_date else ""
    return f"{order_in_a_sentence(order)}{promised}"


def _settled(resent: ResentPoView, company: Company) -> str:
    by = bold(resent.settled_by or "somebody", 80)
    at = f" · {moment(resent.settled_at, company)}" if resent.settled_at else ""
    if resent.state is ResentState.APPLIED:
        return f":pencil2: {by} applied the changes{at}"
    return f":heavy_plus_sign: {by} ordered it as {safe(resent.result_number or '')} beside this one{at}"


def _since_changed(resent: ResentPoView) -> Iterator[Block]:
    """What the order has by now and the paper does not: it was put right here after it came first."""
    rows = _first([f"•  {safe(line_change(line), 160)}" for line in resent.difference.lines])
    if rows and resent.state is ResentState.OPEN:
        yield section("\n".join(["The order was changed here since; their paper still says", *rows]))


def _changes(resent: ResentPoView) -> Iterator[Block]:
    changes = difference_rows(resent.difference)
    rows = _first([f"{_SIGNS[mark]} {safe(what, 160)} · _{safe(how, 120)}_" for mark, what, how in changes])
    if rows and resent.state is ResentState.APPLIED:
        yield section("\n".join(["*Not done*", *rows]))
    elif rows and resent.state is ResentState.OPEN:
        yield section("\n".join(rows))
    elif resent.state is ResentState.OPEN:
        yield section("The order says the same by now.")
    if resent.unclear and resent.state is ResentState.OPEN:
        yield section(
            "\n".join([":question: *Not clear yet*", *[f"•  {safe(each, 200)}" for each in resent.unclear[:12]]])
        )
        if resent.is_unclear:
            yield context("A confirmed order is changed by a click only when all is clear. A new order can ask for it.")


def _first(rows: list[str]) -> list[str]:
    """As many rows as a card has room for; how many more there are is said, the days and places stand last."""
    left = len(rows) - CHANGES_ON_CARD
    if left <= 0:
        return rows
    return [*rows[: CHANGES_ON_CARD - 2], f"and {counted(left, 'more change')}", *rows[-2:]]


def _buttons(resent: ResentPoView) -> Iterator[Element]:
    if resent.state is not ResentState.OPEN:
        return
    value = ResentAction(id=resent.id, revision=resent.order.revision).as_value()
    if resent.kind is ResentKind.DUPLICATE:
        sure = are_you_sure("Order it again?", "One more order is drafted under the same PO.", "Order again")
        yield button("Order it again anyway", ActionId.ORDER_AGAIN, value, confirm=sure)
        return
    if resent.may_be_applied:
        yield button("Apply the changes", ActionId.APPLY_CHANGES, value, style="primary")
    yield button("New order under the same PO", ActionId.ORDER_AGAIN, value)
