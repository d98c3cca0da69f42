"""A card, a modal and a home tab with everything on them that the product's own have."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    """A mrkdwn text object."""
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str) -> Json:
    """An option of a select."""
    return {"text": plain(text), "value": value}


def button(text: str, action_id: str, **more: Any) -> Json:
    """A button."""
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": "SO-1/1", **more}


LINES = [
    ["SKU", "Item", "Qty", "Price", "Total", "When"],
    ["22386", "Jumbo bag pink polkadot", "60", "£1.65", "£99.00", "now"],
    ["22423", "Regency cakestand 3 tier", "60", "£10.95", "£657.00", "50 now, 10 on 25 Nov"],
    ["23300", "Gardeners kneeling pad", "12", "£1.65", "£19.80", "now"],
]


def table() -> Json:
    """The lines of the order."""
    columns = [
        {},
        {"is_wrapped": True},
        {"align": "right"},
        {"align": "right"},
        {"align": "right"},
        {"is_wrapped": True},
    ]
    rows = [[{"type": "raw_text", "text": text} for text in row] for row in LINES]
    return {"type": "table", "block_id": "lines", "rows": rows, "column_settings": columns}


def card(number: str = "") -> list[Json]:
    """The card of a draft, or of the order when it has a number."""
    head = f"Order {number}" if number else "Draft order for Thistle & Thyme"
    fields = [
        mrkdwn("*Customer*\nThistle & Thyme"),
        mrkdwn("*Ship to*\n14 Elm Hill, Norwich NR3 1HN"),
        mrkdwn("*Wanted by*\nFriday, 18 November"),
        mrkdwn("*Their PO*\nTT-4411"),
    ]
    blocks: list[Json] = [
        {"type": "header", "text": plain(f":package: {head}")},
        {"type": "section", "fields": fields},
        table(),
        {
            "type": "section",
            "text": mrkdwn("*Goods* £775.80   ·   *Tax 20 %* £155.16   ·   *Freight* £0.00\n*Total £930.96*"),
        },
        {
            "type": "context",
            "elements": [mrkdwn(":large_green_circle: Credit after this order: £4,231.40 of £8,000.00")],
        },
    ]
    if number:
        done = mrkdwn(":white_check_mark: Confirmed by <@U0MIA00001>, promised for *18 November*")
        return [*blocks, {"type": "context", "elements": [done]}]
    return [*blocks, *_asking()]


def _asking() -> list[Json]:
    doors = {
        "type": "static_select",
        "action_id": "pick",
        "placeholder": plain("Which one?"),
        "options": [option("Owl doorstop", "a"), option("Cat doorstop", "b"), option("Neither", "c")],
    }
    sure = {
        "title": plain("Discard this draft?"),
        "text": mrkdwn("The *reserved stock* is given back."),
        "confirm": plain("Discard"),
        "deny": plain("Keep it"),
        "style": "danger",
    }
    buttons = [
        button("Confirm", "confirm", style="primary"),
        button("Edit", "edit"),
        {
            "type": "datepicker",
            "action_id": "date",
            "initial_date": "2026-11-27",
            "placeholder": plain("Date"),
        },
        button("Discard", "discard", style="danger", confirm=sure),
        {"type": "overflow", "action_id": "more", "options": [option("Why?", "why"), option("History", "log")]},
    ]
    find = {"type": "external_select", "action_id": "find", "min_query_length": 1, "placeholder": plain("Find an item")}
    question = mrkdwn(":question: *Their usual doorstops*: Thistle buys two of them.")
    return [
        {"type": "divider"},
        {"type": "section", "block_id": "question", "text": question, "accessory": doors},
        {"type": "section", "block_id": "search", "text": mrkdwn("Something else?"), "accessory": find},
        {"type": "actions", "block_id": "doing", "elements": buttons},
    ]


def edit_modal(thread_ts: str) -> Json:
    """The modal behind Edit."""
    reasons = [option("Customer asked", "asked"), option("Misread", "misread")]
    houses = [option("Norwich", "nor"), option("Leeds", "lee")]
    return {
        "type": "modal",
        "callback_id": "edit_order",
        "private_metadata": thread_ts,
        "title": plain("Edit the draft"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "notify_on_close": True,
        "blocks": [
            {"type": "section", "text": mrkdwn("*Regency cakestand 3 tier*\n22423, £10.95 each")},
            _input("quantity", "Quantity", {"type": "plain_text_input", "initial_value": "60"}),
            _input("date", "Wanted by", {"type": "datepicker", "initial_date": "2026-11-27"}),
            _input("house", "Warehouse", {"type": "static_select", "options": houses, "initial_option": houses[0]}),
            _input("reason", "Why", {"type": "radio_buttons", "options": reasons}, optional=True),
            _input("note", "Note", {"type": "plain_text_input", "multiline": True}, optional=True),
        ],
    }


def _input(name: str, label: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {**element, "action_id": name},
        **more,
    }


def home() -> Json:
    """The home tab."""
    open_orders = mrkdwn("*SO-1040* Meadowsweet Ltd, £8,340.00\n:hourglass_flowing_sand: held: over the credit limit")
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("Good morning, Mia")},
            {"type": "section", "text": mrkdwn("*3* drafts wait for you, *1* order is held, *2* promises slipped.")},
            {"type": "divider"},
            {"type": "section", "text": open_orders, "accessory": button("Open", "open")},
            {"type": "section", "text": mrkdwn("*SO-1039* Wharfedale, £412.10\n:truck: leaves today")},
            {"type": "context", "elements": [mrkdwn("As of 14 November, 09:00")]},
        ],
    }
