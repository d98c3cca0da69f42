"""Owns the card of an order through its life: draft, held, confirmed, discarded, cancelled and what follows."""

from collections.abc import Iterator

from domain.orders.lifecycle import OrderState
from domain.orders.schemas import DOUBTS, HoldView, OrderView
from domain.shared.money import Money
from domain.shared.policy import Company
from presentation.actions import ActionId, OrderAction
from presentation.cards.blocks import (
    Block,
    Card,
    are_you_sure,
    button,
    card,
    context,
    divider,
    fields,
    header,
    section,
)
from presentation.cards.blocks import actions as actions_block
from presentation.cards.credit import credit_line
from presentation.cards.doubts import doubts_on_card
from presentation.cards.enquiries import enquiries_on_card
from presentation.cards.files import files_on_card
from presentation.cards.order_lines import lines_on_card
from presentation.cards.questions import questions_on_card, suggestions_on_card
from presentation.mrkdwn import bold, quoted, safe
from presentation.wording.amounts import counted, listed, money, tax_name
from presentation.wording.problems import problem_words
from presentation.wording.states import hold_reason, order_state, order_title
from presentation.wording.times import clock_time, day, day_or, moment

UNEXPLAINED_ON_CARD = 5
PROBLEMS_ON_CARD = 12
MAIL_ON_CARD = 600
_BY_MAIL = "email"
#: What was not understood is quoted on the card itself, what may be a copy is asked about.
_SHOWN_APART = DOUBTS | {"UNEXPLAINED"}
_CREDIT_SHOWN = (OrderState.DRAFT, OrderState.PENDING_CONFIRMATION)
_GONE = (OrderState.DISCARDED, OrderState.CANCELLED)


def order_card(order: OrderView, company: Company, note: str | None = None) -> Card:
    """The one card of an order in its present state; `note` is a sentence shown on top."""
    return card(order_in_a_sentence(order), _blocks(order, company, note))


def order_in_a_sentence(order: OrderView) -> str:
    """The order as one sentence: who, how much, how it stands. Markup-safe."""
    title = order_title(order.number, order.state)
    state = "" if order.state == OrderState.DRAFT else f"{order_state(order.state).lower()}, "
    lines = counted(len(order.lines), "line")
    return f"{title} for {safe(customer_of(order))}: {state}{lines}, {money(order.total)} including tax"


def customer_of(order: OrderView) -> str:
    """The customer's name, or words saying that nobody knows yet."""
    return order.customer_name or order.customer_id or "a customer not known yet"


def _blocks(order: OrderView, company: Company, note: str | None) -> Iterator[Block]:
    yield header(f"{order_title(order.number, order.state)} · {customer_of(order)}")
    if note:
        yield section(safe(note, 1000))
    yield from _standing(order, company)
    yield fields(_head(order))
    if order.state in _GONE:
        yield context(f"{counted(len(order.lines), 'line')}, {money(order.total)} including tax")
        yield from enquiries_on_card(order)
        return
    yield from lines_on_card(order)
    if order.lines:
        yield section(totals_line(order))
    if order.lines and order.credit and order.state in _CREDIT_SHOWN:
        yield context(credit_line(order.credit))
    if order.state == OrderState.DRAFT:
        yield from _draft_part(order, company)
    else:
        yield from enquiries_on_card(order)


def _standing(order: OrderView, company: Company) -> Iterator[Block]:
    match order.state:
        case OrderState.DRAFT:
            return
        case OrderState.PENDING_CONFIRMATION:
            yield section(f":double_vertical_bar: *Held because {_hold_words(order.holds)}.*\n{_held_until(order)}")
        case OrderState.DISCARDED:
            yield section("*Discarded.* Nothing was ordered and nothing is reserved.")
        case OrderState.CANCELLED:
            yield section("*Cancelled.* Stock and credit that were set aside are free again.")
        case _:
            yield section(f":white_check_mark: *{order_state(order.state)}*{_progress(order, company)}")
            if any(hold.released_at is None for hold in order.holds):
                yield section(
                    f":double_vertical_bar: *On hold because {_hold_words(order.holds)}.* Nothing leaves until then."
                )


def _progress(order: OrderView, company: Company) -> str:
    so_far = (("shipped", order.delivery), ("invoiced", order.billing), ("paid", order.payment))
    words = [moment(order.confirmed_at, company)] if order.confirmed_at else []
    words += [f"partly {what}" for what, state in so_far if state == "partial"]
    return "".join(f" · {word}" for word in words)


def _hold_words(holds: tuple[HoldView, ...]) -> str:
    open_reasons = [hold_reason(hold.reason) for hold in holds if hold.released_at is None]
    return listed(open_reasons) or "it waits for a decision"


def _held_until(order: OrderView) -> str:
    asked = any(hold.approval_id and hold.released_at is None for hold in order.holds)
    comments = [
        f"\n{bold(hold.released_by or 'Decision', 60)}: {safe(hold.comment)}" for hold in order.holds if hold.comment
    ]
    waiting = "The approvers have been asked." if asked else "Somebody with authority has to decide."
    return f"{waiting} Prices and stock are kept meanwhile.{''.join(comments)}"


def _head(order: OrderView) -> list[tuple[str, str]]:
    warehouses = list(dict.fromkeys(part.warehouse for line in order.lines for part in line.parts if part.warehouse))
    pairs = [
        ("Ship to", ship_to_words(order)),
        ("Wanted", day_or(order.requested_date, "as soon as possible")),
        ("Their PO", safe(order.customer_po or "–")),
        ("From", safe(listed(warehouses)) or "–"),
    ]
    if order.promised_date and order.state != OrderState.DRAFT:
        pairs.append(("Complete by", day(order.promised_date)))
    if order.note:
        pairs.append(("Note", safe(order.note)))
    return pairs


def ship_to_words(order: OrderView) -> str:
    """Where it goes, on two rows at most."""
    if order.ship_to is None:
        return "not known yet"
    address = safe(", ".join(line for line in order.ship_to.lines if line))
    label = safe(order.ship_to.label)
    return f"{label}\n{address}" if label and address else label or address or "not known yet"


def totals_line(order: OrderView) -> str:
    """Net, each tax, and the total that is due."""
    taxes = [f"{tax_name(row)} {money(row.tax)}" for row in order.taxes]
    off = Money.total((line.document_discount for line in order.lines if line.document_discount), order.currency)
    less = [f"{money(off)} off the whole order"] if off else []
    return " · ".join([*less, f"Net {money(order.net)}", *taxes, f"*Total {money(order.total)}*"])


def _draft_part(order: OrderView, company: Company) -> Iterator[Block]:
    if order.channel == _BY_MAIL and order.source_text.strip():
        yield divider()
        yield section(f":email: {bold(order.author, 80)} wrote by mail\n{quoted(order.source_text, MAIL_ON_CARD)}")
    if order.files:
        yield files_on_card(order.files)
    if order.questions or order.problems or order.unexplained:
        yield divider()
    yield from questions_on_card(order)
    yield from doubts_on_card(order)
    yield from _problems(order)
    if order.unexplained:
        yield section(":speech_balloon: *Not understood*\n" + _pieces(order.unexplained))
        yield from suggestions_on_card(order)
    yield from enquiries_on_card(order)
    yield actions_block(f"order_{order.number}_{order.revision}", list(_buttons(order)))
    footer = " · ".join(_footer(order, company))
    yield context(footer[:1].upper() + footer[1:])


def _problems(order: OrderView) -> Iterator[Block]:
    for is_blocking, title in ((True, ":no_entry: *To be put right first*"), (False, ":warning: *Worth a look*")):
        found = [p for p in order.problems if p.blocking is is_blocking and p.code not in _SHOWN_APART]
        words = [f"•  {safe(problem_words(problem, order.currency), 500)}" for problem in found[:PROBLEMS_ON_CARD]]
        if len(found) > PROBLEMS_ON_CARD:
            words.append(f"•  and {len(found) - PROBLEMS_ON_CARD} more")
        if words:
            yield section("\n".join([title, *words]))


def _pieces(pieces: tuple[str, ...]) -> str:
    shown = [quoted(piece, 300) for piece in pieces[:UNEXPLAINED_ON_CARD]]
    rest = len(pieces) - len(shown)
    return "\n".join(shown + ([f"and {counted(rest, 'more piece')}"] if rest > 0 else []))


def _buttons(order: OrderView) -> Iterator[dict[str, object]]:
    value = OrderAction(number=order.number, revision=order.revision).as_value()
    if order.may_be_confirmed:
        yield button("Confirm", ActionId.CONFIRM, value, style="primary")
    yield button("Edit", ActionId.EDIT, value)
    sure = are_you_sure("Discard this draft?", "Nothing is ordered, and what is reserved becomes free.", "Discard")
    yield button("Discard", ActionId.DISCARD, value, confirm=sure)


def _footer(order: OrderView, company: Company) -> Iterator[str]:
    if not order.may_be_confirmed:
        yield f"Confirm appears once {_before_confirming(order)}"
    elif order.credit and not order.credit.is_within:
        yield "Confirm asks the credit managers first"
    if order.reserved_until:
        yield f"stock is reserved until {clock_time(order.reserved_until, company)}"
    yield "write in this thread to change anything"


def _before_confirming(order: OrderView) -> str:
    waits = []
    if order.questions:
        waits.append("the question is answered" if len(order.questions) == 1 else "the questions are answered")
    if any(problem.blocking for problem in order.problems):
        waits.append("what stands above is put right")
    return listed(waits) or "the draft is complete"
