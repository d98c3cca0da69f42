"""Good blocks and views of every kind, to be bent by tests."""

from typing import Any


def plain(text: str) -> dict[str, Any]:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict[str, Any]:
    """A listed option."""
    return {"text": plain(text), "value": text}


def image() -> dict[str, Any]:
    """An image element."""
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}


CONFIRM = {"title": plain("Sure?"), "text": plain("Confirm it"), "confirm": plain("Yes"), "deny": plain("No")}
BUTTON = {
    "type": "button",
    "text": plain("Confirm"),
    "action_id": "confirm",
    "value": "1042:3",
    "confirm": CONFIRM,
}
SELECT = {
    "type": "static_select",
    "action_id": "sku",
    "placeholder": plain("Which?"),
    "options": [option("a"), option("b")],
    "initial_option": option("b"),
}
GROUPS = {
    "type": "static_select",
    "action_id": "group",
    "option_groups": [{"label": plain("g"), "options": [option("a")]}],
}
RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hello"}]}],
}
MESSAGE_BLOCKS: list[dict[str, Any]] = [
    {
        "type": "section",
        "block_id": "s",
        "text": {"type": "mrkdwn", "text": "*SO-1042*"},
        "accessory": SELECT,
    },
    {"type": "section", "fields": [{"type": "mrkdwn", "text": "a"}, plain("b")]},
    {"type": "header", "text": plain("Order")},
    {"type": "divider", "block_id": "d"},
    {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "chart", "title": plain("Chart")},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "by Ann"}, image()]},
    {
        "type": "actions",
        "elements": [
            BUTTON,
            GROUPS,
            {"type": "overflow", "action_id": "more", "options": [option("a"), option("b")]},
            {"type": "datepicker", "action_id": "date", "initial_date": "2026-11-25"},
            {"type": "timepicker", "action_id": "time", "initial_time": "09:30"},
            {
                "type": "checkboxes",
                "action_id": "c",
                "options": [option("a")],
                "initial_options": [option("a")],
            },
            {"type": "radio_buttons", "action_id": "r", "options": [option("a"), option("b")]},
            {"type": "external_select", "action_id": "x", "min_query_length": 2},
            {"type": "users_select", "action_id": "u", "initial_user": "U1"},
        ],
    },
    {"type": "markdown", "text": "# Order"},
    RICH,
    {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": "SKU"}, {"type": "raw_number", "value": 1, "text": "1"}]],
    },
    {"type": "card", "title": {"type": "mrkdwn", "text": "t"}, "body": {"type": "mrkdwn", "text": "b"}},
    {"type": "container", "title": plain("t"), "width": "full", "child_blocks": [{"type": "divider"}]},
    {"type": "carousel", "elements": [{"type": "card", "title": {"type": "mrkdwn", "text": "t"}}]},
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "f",
                "positive_button": {"text": plain("Good"), "value": "1"},
                "negative_button": {"text": plain("Bad"), "value": "0"},
            }
        ],
    },
]
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "edit",
    "title": plain("Edit"),
    "submit": plain("Save"),
    "close": plain("Close"),
    "private_metadata": "{}",
    "blocks": [
        {
            "type": "input",
            "block_id": "quantity",
            "label": plain("Quantity"),
            "hint": plain("in cases"),
            "element": {"type": "plain_text_input", "action_id": "q", "max_length": 20},
        },
        {"type": "input", "label": plain("When"), "element": {"type": "datepicker", "action_id": "d"}},
        {"type": "alert", "text": plain("Price below list"), "level": "warning"},
    ],
}
HOME: dict[str, Any] = {"type": "home", "blocks": [{"type": "section", "text": plain("My drafts")}]}


def message(*blocks: dict[str, Any]) -> dict[str, Any]:
    """A message of these blocks."""
    return {"text": "SO-1042", "blocks": list(blocks)}
