"""Owns the modals: approve, reject, edit, and the one that is shown while something loads."""

from domain.orders.schemas import OrderRequest, OrderView, QuestionView
from presentation.actions import CAP, COMMENT, VALID_UNTIL, CallbackId, EditField, ModalOrigin
from presentation.cards.blocks import Block, View, context, modal, option, plain, section, select, text_input
from presentation.cards.orders import customer_of
from presentation.mrkdwn import bold, quoted, safe
from presentation.wording.amounts import money, number
from presentation.wording.questions import question_words
from presentation.wording.states import order_title

LINES_TEXT = 3000
QUESTIONS = 6
_ABOUT_ITEMS = ("which_item", "unknown_item")
_ANSWER_HINT = "The SKU. The quantity stays as it was said."
CHANGES_SHOWN = 12
TYPED_SHOWN = 2000
#: Between the name of a field and the revision that it shows, in a window that was filled anew.
FIELD_OF_REVISION = "@"


def loading_modal() -> View:
    """Shown at once, because a trigger lives for three seconds only."""
    return modal("One moment", [section("Looking it up …")], callback_id=CallbackId.LOADING, submit=None)


def message_modal(title: str, text: str) -> View:
    """A modal that only says something (`text` is not escaped yet)."""
    return modal(title, [section(safe(text, 2000))], callback_id=CallbackId.LOADING, submit=None)


def approve_modal(order: OrderView, origin: ModalOrigin, *, needs_reason: bool = False) -> View:
    """Approve with a comment, and how far that goes: up to an amount, until a day."""
    excess = order.credit.excess if order.credit else None
    over = f", {money(excess)} over the limit" if excess else ""
    until = {"type": "datepicker", "placeholder": plain("No end", 150)}
    return modal(
        "Approve",
        [
            section(f"{order.number} for {bold(customer_of(order))}, {money(order.total)} including tax{over}."),
            text_input(COMMENT, "Comment", _words("Anything the rep should know"), optional=not needs_reason,
                       hint="Kept with the decision."),
            text_input(CAP, f"Up to how much ({order.currency})", _short(None, 20),
                       hint="More than this on the order is asked about again. Empty: what it is now."),
            text_input(VALID_UNTIL, "Until", until, hint="After this day it is asked about again."),
        ],
        callback_id=CallbackId.APPROVE,
        submit="Approve",
        metadata=origin.as_value(),
    )  # fmt: skip


def reject_modal(order: OrderView, origin: ModalOrigin) -> View:
    """Reject, with the reason that the rep will read."""
    return modal(
        "Reject",
        [
            section(f"{order.number} for {bold(customer_of(order))} stays held. The rep is told your reason."),
            text_input(COMMENT, "Reason", _words("What has to happen first?"), optional=False),
        ],
        callback_id=CallbackId.REJECT,
        submit="Reject",
        metadata=origin.as_value(),
    )


def _words(placeholder: str) -> dict[str, object]:
    return {
        "type": "plain_text_input",
        "multiline": True,
        "max_length": 1000,
        "placeholder": plain(placeholder, 150),
    }


def edit_modal(
    order: OrderView, request: OrderRequest, origin: ModalOrigin, *, changed: tuple[str, ...] = (), typed: str = ""
) -> View:
    """Edit a draft: its header fields, and its lines one per row as 'quantity unit sku'.

    Where others `changed` it while the window was open, that stands on top, with what was `typed` and not saved.
    """
    # Slack keeps what was typed into a field that it knows; one with a new name shows what the draft is now.
    suffix = f"{FIELD_OF_REVISION}{order.revision}" if changed else ""
    blocks = [
        *_what_changed(order, changed, typed),
        text_input(f"{EditField.CUSTOMER_PO}{suffix}", "Their PO number", _short(order.customer_po, 100)),
        text_input(f"{EditField.REQUESTED_DATE}{suffix}", "Wanted by", _date(order)),
        text_input(
            f"{EditField.LINES}{suffix}",
            "Lines",
            _long(lines_text(request), "60 each 22423"),
            optional=bool(_questions(order)),
            hint="One per row: quantity, unit, SKU, as in 5 dozen 85099B. Take a row away to drop it.",
        ),
        text_input(f"{EditField.NOTE}{suffix}", "Note", _long(order.note or "", "For whoever packs it")),
    ]
    if order.ship_to_choices:
        blocks.insert(-2, text_input(f"{EditField.SHIP_TO}{suffix}", "Ship to", _ship_to(order)))
    blocks += [
        text_input(
            f"{EditField.QUESTION}:{each.index}{suffix}", question_words(each), _short(None, 80), hint=_ANSWER_HINT
        )
        for each in _questions(order)
    ]
    blocks.append(context("Prices, stock and credit are worked out anew when you save."))
    title = order_title(order.number, order.state)
    return modal(f"Edit {title}", blocks, callback_id=CallbackId.EDIT, submit="Save", metadata=origin.as_value())


def _questions(order: OrderView) -> tuple[QuestionView, ...]:
    """The open questions about an article; the SKU that answers one is also remembered for this customer."""
    return tuple(each for each in order.questions if each.about in _ABOUT_ITEMS)[:QUESTIONS]


def _what_changed(order: OrderView, changed: tuple[str, ...], typed: str) -> list[Block]:
    if not changed:
        return []
    rows = [f"•  {safe(words, 300)}" for words in changed[:CHANGES_SHOWN]]
    name = order_title(order.number, order.state)
    title = f":warning: *{name} changed while this window was open.* Nothing was saved; this is how it is now."
    blocks = [section("\n".join([f"{title}", *rows]))]
    return blocks + ([section(f"*You had written*\n{quoted(typed, TYPED_SHOWN)}")] if typed else [])


def lines_text(request: OrderRequest) -> str:
    """The lines as the edit modal shows them: '5 dozen 85099B', one per row."""
    rows = (f"{number(line.quantity).replace(',', '')} {line.unit or ''} {line.sku}" for line in request.lines)
    return "\n".join(" ".join(row.split()) for row in rows)


def _short(value: str | None, most: int) -> dict[str, object]:
    return {"type": "plain_text_input", "max_length": most} | ({"initial_value": value[:most]} if value else {})


def _long(value: str, placeholder: str) -> dict[str, object]:
    element = {
        "type": "plain_text_input",
        "multiline": True,
        "max_length": LINES_TEXT,
        "placeholder": plain(placeholder, 150),
    }
    return element | ({"initial_value": value[:LINES_TEXT]} if value else {})


def _date(order: OrderView) -> dict[str, object]:
    element: dict[str, object] = {"type": "datepicker", "placeholder": plain("As soon as possible", 150)}
    return element | ({"initial_date": order.requested_date.isoformat()} if order.requested_date else {})


def _ship_to(order: OrderView) -> dict[str, object]:
    options = [option(label, label[:150]) for label in order.ship_to_choices]
    label = order.ship_to.label if order.ship_to else None
    initial = next((each for each in options if each["value"] == label), None)
    return select(EditField.SHIP_TO, "Choose an address", options, initial)
