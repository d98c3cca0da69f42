"""Owns the blocks we build with, each cut to Slack's limits, and the card they make up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from presentation.mrkdwn import clipped, one_line

Block = dict[str, Any]
Element = dict[str, Any]
View = dict[str, Any]
Cell = dict[str, Any]
Align = Literal["left", "center", "right"]

MESSAGE_TEXT = 3900
BUTTON_TEXT = 75
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTIONS = 100
SECTION_TEXT = 3000
FIELD_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Card:
    """A message: blocks to look at, and `text` for notifications and screen readers."""

    text: str
    blocks: tuple[Block, ...] = ()


def card(text: str, blocks: Iterable[Block]) -> Card:
    """A card with its fallback text clipped to what Slack shows."""
    return Card(clipped(text, MESSAGE_TEXT), tuple(blocks))


def plain(text: str, most: int) -> Element:
    """Text without any markup."""
    return {"type": "plain_text", "text": one_line(text, most) or "–", "emoji": False}


def mrkdwn(text: str, most: int = SECTION_TEXT) -> Element:
    """Markup of ours; Slack makes no links of its own in it."""
    return {"type": "mrkdwn", "text": clipped(text, most) or "–", "verbatim": True}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, 150)}


def section(text: str, accessory: Element | None = None, block_id: str | None = None) -> Block:
    """A paragraph, with a control beside it where one is given."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        block["accessory"] = accessory
    return block | ({"block_id": block_id} if block_id else {})


def fields(pairs: Sequence[tuple[str, str]]) -> Block:
    """Up to ten labels, each with its value (markup) beneath, in two columns."""
    return {"type": "section", "fields": [mrkdwn(f"*{label}*\n{value}", FIELD_TEXT) for label, value in pairs[:10]]}


def context(*texts: str) -> Block:
    """Small grey words."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def actions(block_id: str, elements: Sequence[Element]) -> Block:
    """A row of controls; a new block_id forgets what was chosen in the old one."""
    return {"type": "actions", "block_id": clipped(block_id, 255), "elements": list(elements[:25])}


def button(
    label: str,
    action_id: str,
    value: str,
    *,
    style: Literal["primary", "danger"] | None = None,
    confirm: Element | None = None,
) -> Element:
    """A button."""
    element: Element = {
        "type": "button",
        "text": plain(label, BUTTON_TEXT),
        "action_id": action_id,
        "value": value,
    }
    if style:
        element["style"] = style
    return element | ({"confirm": confirm} if confirm else {})


def are_you_sure(title: str, text: str, yes: str) -> Element:
    """A question before a click counts."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain("Keep it", 30),
    }


def option(label: str, value: str) -> Element:
    """One choice of a select."""
    return {"text": plain(label, OPTION_TEXT), "value": value}


def select(action_id: str, placeholder: str, options: Sequence[Element], initial: Element | None = None) -> Element:
    """A select of at most a hundred choices."""
    element: Element = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, 150),
        "options": list(options[:OPTIONS]),
    }
    return element | ({"initial_option": initial} if initial else {})


def cell(text: str) -> Cell:
    """A table cell of literal text."""
    return {"type": "raw_text", "text": one_line(text, 500) or "–"}


def rich_cell(*parts: tuple[str, bool]) -> Cell:
    """A table cell of literal texts, each bold or not."""
    elements = [
        {"type": "text", "text": one_line(text, 500) + gap} | ({"style": {"bold": True}} if is_bold else {})
        for (text, is_bold), gap in zip(parts, [" "] * (len(parts) - 1) + [""], strict=True)
        if text
    ]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def table(head: Sequence[str], rows: Sequence[Sequence[Cell]], aligns: Sequence[Align], block_id: str) -> Block:
    """A table; long words wrap in left-aligned columns."""
    heading = [rich_cell((text or " ", True)) if text.strip() else cell("–") for text in head]
    return {
        "type": "table",
        "block_id": block_id,
        "column_settings": [{"align": align, "is_wrapped": align == "left"} for align in aligns],
        "rows": [heading, *[list(row) for row in rows]],
    }


def text_input(name: str, label: str, element: Element, *, optional: bool = True, hint: str = "") -> Block:
    """An input of a modal; block id and action id are both its name."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 2000),
        "element": element | {"action_id": name},
        "optional": optional,
    }
    return block | ({"hint": plain(hint, 2000)} if hint else {})


def modal(title: str, blocks: Sequence[Block], *, callback_id: str, submit: str | None, metadata: str = "") -> View:
    """A modal; without `submit` it can only be closed."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "close": plain("Cancel" if submit else "Close", 24),
        "blocks": list(blocks),
        "private_metadata": metadata,
    }
    return view | ({"submit": plain(submit, 24)} if submit else {})
