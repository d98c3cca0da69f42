"""Owns the short words in a thread or direct message: what happened to an order, hints, help."""

from decimal import Decimal

from domain.orders.schemas import OrderView
from domain.shared.policy import Company
from presentation.cards.blocks import Block, Card, card, context, section
from presentation.cards.orders import customer_of
from presentation.mrkdwn import bold, quoted, safe
from presentation.schemas.answers import HelpAnswer, Hint, StaffTask
from presentation.schemas.orders import (
    ApprovalReminder,
    BackorderCovered,
    DraftChanged,
    DraftExpired,
    HoldRejected,
    HoldReleased,
    OrderCancelled,
    OrderConfirmed,
    PromiseMoved,
)
from presentation.schemas.papers import (
    InvoiceIssued,
    ReturnAuthorised,
    ReturnedLine,
    ReturnEnded,
    ReturnReceived,
    ReturnRequested,
    ReturnSettled,
    ShipmentPosted,
)
from presentation.wording.amounts import counted, listed, money, number, pieces
from presentation.wording.changes import changes
from presentation.wording.files import file_words
from presentation.wording.questions import question_words
from presentation.wording.states import hold_reason, move_cause, order_title
from presentation.wording.times import day, day_or, moment

NAMED = 6
CHANGES = 12


def note(text: str, *more: Block) -> Card:
    """A paragraph of markup; the same words are the fallback."""
    return card(text, [section(text), *more])


def _named(order: OrderView) -> str:
    return f"*{order_title(order.number, order.state)}* ({safe(customer_of(order))})"


def confirmed_note(data: OrderConfirmed) -> Card:
    """A word in the thread when an order was accepted."""
    order = data.order
    promised = f", complete by {day(order.promised_date)}" if order.promised_date else ""
    waiting = [line for line in order.lines if line.open]
    backordered = f"\n{counted(len(waiting), 'line')} wait for goods to come in." if waiting else ""
    if len(waiting) == 1:
        line = waiting[0]
        backordered = f"\n{pieces(line.open, line.base_unit)} × {safe(line.sku)} wait for goods to come in."
    mailed = "\n:warning: No mail went out, because we know no contact there."
    if data.mailed_to:
        mailed = f"\nThe confirmation goes to {safe(listed(data.mailed_to))}."
    return note(f":white_check_mark: {_named(order)} is confirmed{promised}.{backordered}{mailed}")


def changed_note(data: DraftChanged) -> Card:
    """A word in the thread: what the last message changed, and what of it was not understood."""
    new = [piece for piece in data.after.unexplained if piece not in data.before.unexplained]
    rows = [f"•  {words}" for words in changes(data.before, data.after)[:CHANGES]]
    rows += [f"•  :speech_balloon: not understood: “{safe(piece, 200)}”" for piece in new[:CHANGES]]
    rows += [f"•  :question: {safe(question_words(each))}" for each in data.after.questions[:CHANGES]]
    if not rows:
        rows = [f"•  no longer asked: “{safe(piece, 200)}”" for piece in _settled(data)[:CHANGES]]
    title = f"{_named(data.after)}, now {money(data.after.total)} including tax"
    start = ":leftwards_arrow_with_hook: *Undone*" if data.is_undo else ":pencil2:"
    return note("\n".join([f"{start} {title}", *(rows or ["•  nothing changed"])]))


def _settled(data: DraftChanged) -> list[str]:
    """The words of the questions that are open no more."""
    asked = {each.text for each in data.after.questions}
    return [each.text for each in data.before.questions if each.text not in asked]


def reminder_note(data: ApprovalReminder, company: Company) -> Card:
    """A word to the approvers: a request still waits, and what a decision comes to."""
    approval = data.approval
    reasons = listed([hold_reason(reason) for reason in approval.reasons])
    people = listed([f"<@{person}>" for person in data.people])
    asked = f"{people}: " if people else ""
    still = "nobody decided in time, so it comes to you" if data.is_escalated else "it still waits for a decision"
    return note(
        f":alarm_clock: {asked}{_named(data.order)}: {still}: {reasons}. It was asked "
        f"{moment(approval.requested_at, company)} and stays open until {moment(approval.expires_at, company)}.",
        context("Approve lets the order go at once. Reject asks for your reason and tells the rep."),
    )


def released_note(data: HoldReleased) -> Card:
    """A word to the rep: a hold is gone, and what still holds the order."""
    by = "by a payment" if data.released_by == "payment" else f"by {bold(data.released_by, 80)}"
    left = listed([hold_reason(hold.reason) for hold in data.order.holds if hold.is_active])
    text = f":unlock: {_named(data.order)} was released {by}."
    if left:
        text = f":unlock: A hold of {_named(data.order)} was released {by}. It stays held because {left}."
    return note(f"{text}\n{quoted(data.comment)}" if data.comment else text)


def rejected_note(data: HoldRejected) -> Card:
    """A word to the rep: the decision was no, and what can be done."""
    reason = f"\n{quoted(data.comment)}" if data.comment else ""
    return note(
        f":x: {_named(data.order)} was rejected by {bold(data.rejected_by, 80)} and stays held.{reason}",
        context("It can go on with a prepayment, as a smaller order, or be cancelled."),
    )


def covered_note(data: BackorderCovered) -> Card:
    """A word to the rep: goods for a waiting line came in."""
    rest = f"{number(data.still_waiting)} still wait" if data.still_waiting else "nothing of that line waits any more"
    return note(
        f":package: {pieces(data.quantity, data.base_unit)} × *{safe(data.sku)}* {safe(data.name)} came in for "
        f"{_named(data.order)}; {rest}."
    )


def moved_note(data: PromiseMoved) -> Card:
    """A word to the rep: a promised date changed."""
    line = next((each for each in data.order.lines if each.line_no == data.line_no), None)
    what = (
        f"{pieces(line.open or line.base_quantity, line.base_unit)} × *{safe(line.sku)}* {safe(line.name)}"
        if line
        else "a line"
    )
    return note(
        f":calendar: {_named(data.order)}: {what} moves from {day_or(data.old_date, 'no date')} to "
        f"*{day_or(data.new_date, 'no date yet')}*, because {move_cause(data.cause)}."
    )


def shipped_note(data: ShipmentPosted) -> Card:
    """A word to the rep: goods left."""
    by = f" with {safe(data.carrier)}" if data.carrier else ""
    tracking = f", tracking {safe(data.tracking_number)}" if data.tracking_number else ""
    lines = [f"{number(line.shipped)} of {number(line.ordered)} {safe(line.sku)}" for line in data.lines[:NAMED]]
    rest = len(data.lines) - NAMED
    more = [counted(rest, "more line")] if rest > 0 else []
    return note(
        f":truck: {_named(data.order)}: {safe(data.shipment_number)} left {day(data.shipped_date)}{by}{tracking}.\n"
        f"{listed(lines + more)}"
    )


def invoiced_note(data: InvoiceIssued) -> Card:
    """A word to the rep: an invoice went out."""
    invoice = data.invoice
    of = f" for *{safe(invoice.order_number)}*" if invoice.order_number else ""
    return note(
        f":page_facing_up: Invoice {safe(invoice.number)}{of}: {money(invoice.total)}, due {day(invoice.due_date)}."
    )


def cancelled_note(data: OrderCancelled) -> Card:
    """A word in the thread: the order was given up."""
    return note(
        f"{_named(data.order)} was cancelled.\n{quoted(data.reason)}"
        if data.reason
        else f"{_named(data.order)} was cancelled."
    )


def expired_note(data: DraftExpired) -> Card:
    """A word to the author: a draft is gone."""
    order = data.order
    return note(
        f"{_named(order)} with {counted(len(order.lines), 'line')} was left alone too long and is gone. "
        "Write the order again if it is still wanted."
    )


def return_note(
    data: ReturnRequested | ReturnAuthorised | ReturnReceived | ReturnEnded | ReturnSettled,
) -> Card:
    """A word to the rep: a return made a step."""
    who = f" ({safe(data.customer_name)})" if data.customer_name else ""
    head = f":leftwards_arrow_with_hook: *{safe(data.rma_number)}* for {safe(data.order_number)}{who}"
    goods = listed([_returned(line) for line in data.lines[:NAMED]])
    match data:
        case ReturnAuthorised():
            until = f" until {day(data.deadline)}" if data.deadline else ""
            return note(f"{head}: {goods or 'goods'} may come back{until}.")
        case ReturnRequested():
            return note(f"{head}: may {goods or 'goods'} come back? Please authorise or refuse it.")
        case ReturnEnded(reason=None):
            return note(f"{head}: {goods or 'the goods'} did not come in time, the return has expired.")
        case ReturnEnded():
            return note(f"{head}: refused, {safe(data.reason or '')}.")
        case ReturnReceived():
            return note(f"{head}: {goods or 'goods'} came back and wait for inspection.")
    amount = f", {money(data.credited)} credited" if data.credited else ""
    paper = f" with {safe(data.credit_note)}" if data.credit_note else ""
    return note(f"{head}: settled{amount}{paper}.")


def _returned(line: ReturnedLine) -> str:
    return f"{number(line.quantity if line.quantity else Decimal(0))} {safe(line.sku)}"


def hint_card(data: Hint) -> Card:
    """A short word, shown to one person."""
    lines = [safe(line, 500) for line in data.lines[:20]] or ["That did not work."]
    text = lines[0] if len(lines) == 1 else "\n".join(f"•  {line}" for line in lines)
    return note(text)


def help_card(data: HelpAnswer) -> Card:
    """What one can ask for, or a word back to thanks."""
    if data.is_thanks:
        return note("You are welcome.")
    is_lost = data.text or data.files
    start = "I could not find an order or a question in that." if is_lost else "Here is what I can do."
    rows = [
        "*Order*: “_customer_ want 5 dozen _article_ and 12 _article_ by friday, PO 4411”",
        "*Change a draft*: write in its thread, “make it 3 dozen”, “drop the _article_”, “add 10 _article_”",
        "*Undo*: “undo” in its thread takes the last change back, “as it was” does the same",
        "*Again*: “same again for _customer_”, “_customer_ same as last time but 12 _article_”, “their usual”",
        "*Stock*: “have we got 40 _article_?”, “when could we do 200?”",
        "*Status*: “where is SO-1042?”, “what is _customer_ waiting for?”",
        "*Price*: “what do 60 _article_ cost _customer_?”",
    ]
    quote = [section(quoted(data.text, 300))] if data.text else []
    if data.files:
        quote.append(section("\n".join(f":warning: {safe(file_words(file), 300)}" for file in data.files[:8])))
    return card(start, [section(start), *quote, section("\n".join(f"•  {row}" for row in rows))])


def task_card(data: StaffTask) -> Card:
    """Something that a colleague has to see to."""
    title = f":pushpin: {bold(data.title)}"
    return note("\n".join([title, *[f"•  {safe(line)}" for line in data.lines[:20]]]))
