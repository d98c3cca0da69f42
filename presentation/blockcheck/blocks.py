"""The limits of each block, and the surfaces on which Slack takes it.

Sources as in `elements`. Numbers that move stand here once; a change is one line.
"""

from collections.abc import Iterator

from presentation.blockcheck.elements import (
    BUTTON,
    ELEMENTS,
    IMAGE,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    RICH_TEXT_PARTS,
    SLACK_FILE,
    TYPE,
    URL,
    any_text,
    mrkdwn,
    plain,
)
from presentation.blockcheck.kinds import (
    Check,
    anything,
    at_least_one,
    by_type,
    child,
    exactly_one,
    finding,
    flag,
    items,
    number,
    one_of,
    shape,
    string,
    whole,
)

OWN_ID: dict[str, Check] = {"block_id": string(255)}
TABLE_CHARACTERS = 20_000
_ON_CLICK = ("options", "option_groups", "confirm", "initial_option", "initial_options")


def _equal_rows(value: object, pointer: str) -> Iterator[str]:
    rows = value.get("rows") if isinstance(value, dict) else None
    widths = [len(row) for row in rows if isinstance(row, list)] if isinstance(rows, list) else []
    for index, width in enumerate(widths):
        if width != widths[0]:
            yield finding(child(child(pointer, "rows"), index), f"{widths[0]} cells as in row 0, found {width}")


def _plain_header(value: object, pointer: str) -> Iterator[str]:
    rows = value.get("rows") if isinstance(value, dict) else None
    header = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], list) else []
    for index, cell in enumerate(header):
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            yield finding(f"{pointer}/rows/0/{index}/type", "raw_text in the header row, found 'rich_text'")


def _little_text(value: object, pointer: str) -> Iterator[str]:
    found = characters(value.get("rows")) if isinstance(value, dict) else 0
    if found > TABLE_CHARACTERS:
        yield finding(pointer, f"at most {TABLE_CHARACTERS} characters over all cells, found {found}")


def _no_divider_when_collapsible(value: object, pointer: str) -> Iterator[str]:
    if isinstance(value, dict) and value.get("is_collapsible") and value.get("has_header_divider"):
        yield finding(child(pointer, "has_header_divider"), "not set beside is_collapsible")


def _file_input_dispatches_nothing(value: object, pointer: str) -> Iterator[str]:
    element = value.get("element") if isinstance(value, dict) else None
    kind = element.get("type") if isinstance(element, dict) else None
    if isinstance(value, dict) and value.get("dispatch_action") and kind == "file_input":
        yield finding(child(pointer, "dispatch_action"), "not set beside a file_input")


def characters(value: object) -> int:
    """How many characters a reader sees here; what opens on a click (options, dialogs) is not counted."""
    if isinstance(value, list):
        return sum(characters(member) for member in value)
    if not isinstance(value, dict):
        return 0
    own = sum(len(value[name]) for name in ("text", "caption", "title") if isinstance(value.get(name), str))
    return own + sum(characters(member) for name, member in value.items() if name not in _ON_CLICK)


def _column_or_none(value: object, pointer: str) -> Iterator[str]:
    if value is not None:
        yield from COLUMN(value, pointer)


RICH_TEXT = shape({**TYPE, "elements": items(by_type(RICH_TEXT_PARTS), 1, 1000)}, OWN_ID)
CELL = by_type(
    {
        "raw_text": shape({**TYPE, "text": string(20_000)}, {}),
        "raw_number": shape({**TYPE, "value": number, "text": string(255)}, {}),
        "rich_text": RICH_TEXT,
    }
)
COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})
CARD = shape(
    TYPE,
    {
        **OWN_ID,
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": mrkdwn(150),
        "subtitle": mrkdwn(150),
        "body": mrkdwn(200),
        "subtext": mrkdwn(200),
        "actions": items(BUTTON, 1, 3),
    },
    at_least_one("hero_image", "title", "actions", "body"),
)
TASK = shape(
    {
        **TYPE,
        "task_id": string(255),
        "title": string(3000),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {**OWN_ID, "details": RICH_TEXT, "output": RICH_TEXT, "sources": items(by_type(ELEMENTS, "url"), 1, 100)},
)
_LABEL = string(20)
_POINT = shape({"label": _LABEL, "value": number}, {})
_AXIS_CHART = shape(
    {
        **TYPE,
        "series": items(shape({"name": _LABEL, "data": items(_POINT, 1, 20)}, {}), 1, 6),
        "axis_config": shape({"categories": items(_LABEL, 1, 20)}, {"x_label": string(50), "y_label": string(50)}),
    },
    {},
)
CHART = by_type(
    {
        "pie": shape({**TYPE, "segments": items(_POINT, 1, 6)}, {}),
        "bar": _AXIS_CHART,
        "area": _AXIS_CHART,
        "line": _AXIS_CHART,
    }
)

BLOCKS: dict[str, Check] = {}
BLOCKS.update(
    {
        "section": shape(
            TYPE,
            {
                **OWN_ID,
                "text": any_text(3000),
                "fields": items(any_text(2000), 1, 10),
                "accessory": by_type(ELEMENTS, *IN_SECTION),
                "expand": flag,
            },
            at_least_one("text", "fields"),
        ),
        "divider": shape(TYPE, OWN_ID),
        "header": shape({**TYPE, "text": plain(150)}, {**OWN_ID, "level": whole(1, 6)}),
        "image": shape(
            {**TYPE, "alt_text": string(2000)},
            {**OWN_ID, "image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
            exactly_one("image_url", "slack_file"),
        ),
        "actions": shape({**TYPE, "elements": items(by_type(ELEMENTS, *IN_ACTIONS), 1, 25)}, OWN_ID),
        "context": shape(
            {
                **TYPE,
                "elements": items(by_type({"image": IMAGE, "plain_text": plain(3000), "mrkdwn": mrkdwn(3000)}), 1, 10),
            },
            OWN_ID,
        ),
        "context_actions": shape(
            {**TYPE, "elements": items(by_type(ELEMENTS, "feedback_buttons", "icon_button"), 1, 5)}, OWN_ID
        ),
        "input": shape(
            {**TYPE, "label": plain(2000), "element": by_type(ELEMENTS, *IN_INPUT)},
            {**OWN_ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
            _file_input_dispatches_nothing,
        ),
        "rich_text": RICH_TEXT,
        "markdown": shape({**TYPE, "text": string(12_000)}, OWN_ID),
        "file": shape({**TYPE, "source": one_of("remote"), "external_id": string(255)}, OWN_ID),
        "video": shape(
            {
                **TYPE,
                "video_url": URL,
                "thumbnail_url": URL,
                "alt_text": string(2000),
                "title": plain(199),
            },
            {
                **OWN_ID,
                "title_url": string(2000),
                "author_name": string(49),
                "provider_name": string(50),
                "provider_icon_url": string(2000),
                "description": plain(200),
            },
        ),
        "table": shape(
            {**TYPE, "rows": items(items(CELL, 1, 20), 1, 100)},
            {**OWN_ID, "column_settings": items(_column_or_none, 1, 20)},
            _equal_rows,
            _little_text,
        ),
        "data_table": shape(
            {**TYPE, "rows": items(items(CELL, 1, 20), 2, 101), "caption": string(3000)},
            {**OWN_ID, "page_size": whole(1, 100), "row_header_column_index": whole(0, 19)},
            _equal_rows,
            _plain_header,
            _little_text,
        ),
        "data_visualization": shape({**TYPE, "title": string(50), "chart": CHART}, OWN_ID),
        "alert": shape(
            {**TYPE, "text": any_text(200)},
            {**OWN_ID, "level": one_of("default", "info", "warning", "error", "success")},
        ),
        "card": CARD,
        "carousel": shape({**TYPE, "elements": items(by_type({"card": CARD}), 1, 10)}, OWN_ID),
        "task_card": TASK,
        "plan": shape({**TYPE, "title": string(3000)}, {**OWN_ID, "tasks": items(by_type({"task_card": TASK}), 1, 50)}),
        "container": shape(
            {
                **TYPE,
                "child_blocks": items(
                    by_type(
                        BLOCKS,
                        *("actions", "context", "divider", "file", "header", "image", "input"),
                        *("rich_text", "section", "table", "video"),
                    ),
                    1,
                    10,
                ),
            },
            {
                **OWN_ID,
                "title": plain(150),
                "rich_text_title": RICH_TEXT,
                "subtitle": any_text(150),
                "width": one_of("narrow", "standard", "wide", "full"),
                "icon": IMAGE,
                "is_collapsible": flag,
                "default_collapsed": flag,
                "has_header_divider": flag,
            },
            at_least_one("title", "rich_text_title"),
            _no_divider_when_collapsible,
        ),
        "call": shape({**TYPE, "call_id": string(255)}, {**OWN_ID, "api_decoration_available": flag, "call": anything}),
    }
)

_EVERYWHERE = (
    "actions",
    "card",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "video",
)
_NOT_IN_MODALS = ("carousel", "container", "data_table", "data_visualization", "table")
ON_SURFACE: dict[str, tuple[str, ...]] = {
    "modal": (*_EVERYWHERE, "alert"),
    "home": (*_EVERYWHERE, *_NOT_IN_MODALS),
    "message": (
        *_EVERYWHERE,
        *_NOT_IN_MODALS,
        *("call", "context_actions", "file", "markdown", "plan", "task_card"),
    ),
}
