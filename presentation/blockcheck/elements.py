"""The limits of text objects, options, confirm dialogs, rich text and interactive elements.

Sources: docs.slack.dev reference pages as collected in `slackblocks` 3.0.0 and the constants of `slack_sdk`
3.47 (November 2026); where the two differ the smaller number stands.
"""

from collections.abc import Iterator

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

URL = string(3000)
TYPE = {"type": string(50)}
DATE = string(10, pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
TIME = string(5, pattern=r"([01]\d|2[0-3]):[0-5]\d")


def plain(maximum: int) -> Check:
    """A `plain_text` object of 1 to `maximum` characters."""
    return by_type({"plain_text": shape({**TYPE, "text": string(maximum)}, {"emoji": flag})})


def mrkdwn(maximum: int) -> Check:
    """A `mrkdwn` object of 1 to `maximum` characters."""
    return by_type({"mrkdwn": shape({**TYPE, "text": string(maximum)}, {"verbatim": flag})})


def any_text(maximum: int) -> Check:
    """A text object of either kind, of 1 to `maximum` characters."""
    table = {"plain_text": plain(maximum), "mrkdwn": mrkdwn(maximum)}
    return by_type(table)


def _listed_options(value: dict[str, object]) -> list[object]:
    listed = value.get("options")
    options = list(listed) if isinstance(listed, list) else []
    groups = value.get("option_groups")
    for group in groups if isinstance(groups, list) else []:
        members = group.get("options") if isinstance(group, dict) else None
        options.extend(members if isinstance(members, list) else [])
    return options


def _initial_is_listed(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    listed = _listed_options(value)
    one, many = value.get("initial_option"), value.get("initial_options")
    if one is not None and one not in listed:
        yield finding(child(pointer, "initial_option"), "an option equal to a listed one")
    for index, option in enumerate(many if isinstance(many, list) else []):
        if option not in listed:
            yield finding(child(child(pointer, "initial_options"), index), "an option equal to a listed one")


def _numbers_in_order(low: str, high: str) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        first, last = (value.get(low), value.get(high)) if isinstance(value, dict) else (None, None)
        if isinstance(first, int) and isinstance(last, int) and first > last:
            yield finding(child(pointer, low), f"at most {high} ({last}), found {first}")

    return check


def _option(text: Check) -> Check:
    return shape({"text": text, "value": string(150)}, {"description": plain(75), "url": URL})


PLAIN_OPTION = _option(plain(75))
RICH_OPTION = _option(any_text(75))
CONFIRM = shape(
    {"text": any_text(300)},
    {
        "title": plain(100),
        "confirm": plain(30),
        "deny": plain(30),
        "style": one_of("primary", "danger"),
    },
)
SLACK_FILE = shape({}, {"url": URL, "id": string(255)}, exactly_one("url", "id"))
FILTER = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
DISPATCH = shape({}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 1, 2)})
IDS = items(string(50), 1, 100)

ACTION = {"action_id": string(255)}
STYLE = {"style": one_of("primary", "danger")}
FOCUS = {"focus_on_load": flag}
ASKED = {"confirm": CONFIRM}
HINTED = {"placeholder": plain(150)}
PICKED = {**ACTION, **ASKED, **FOCUS}
SELECTED = {**PICKED, **HINTED}
TYPED = {**ACTION, **FOCUS, **HINTED, "dispatch_action_config": DISPATCH, "initial_value": string(3000)}
MANY = {"max_selected_items": whole(1, 1000)}
OFFERED = {
    "options": items(PLAIN_OPTION, 1, 100),
    "option_groups": items(shape({"label": plain(75), "options": items(PLAIN_OPTION, 1, 100)}, {}), 1, 100),
}
CHOICES = {**TYPE, "options": items(RICH_OPTION, 1, 10)}
LABELLED = {"accessibility_label": string(75)}
FEEDBACK = shape({"text": plain(75), "value": string(2000)}, LABELLED)


def _select(*, one: dict[str, Check], many: dict[str, Check], kind: str) -> dict[str, Check]:
    return {
        f"{kind}_select": shape(TYPE, {**SELECTED, **one}),
        f"multi_{kind}_select": shape(TYPE, {**SELECTED, **MANY, **many}),
    }


_SHARED_SELECT = {"default_to_current_conversation": flag, "filter": FILTER}
_QUERY = {"min_query_length": whole(0, 1000)}

BUTTON = shape(
    {**TYPE, "text": plain(75)},
    {
        **ACTION,
        **ASKED,
        **STYLE,
        **LABELLED,
        "value": string(2000),
        "url": URL,
        "agent_prompt": string(4000),
    },
)
IMAGE = shape(
    {**TYPE, "alt_text": string(2000)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    exactly_one("image_url", "slack_file"),
)

ELEMENTS: dict[str, Check] = {
    "button": BUTTON,
    "image": IMAGE,
    "checkboxes": shape(CHOICES, {**PICKED, "initial_options": items(RICH_OPTION, 1, 10)}, _initial_is_listed),
    "radio_buttons": shape(CHOICES, {**PICKED, "initial_option": RICH_OPTION}, _initial_is_listed),
    "overflow": shape({**TYPE, "options": items(PLAIN_OPTION, 1, 5)}, {**ACTION, **ASKED}),
    "datepicker": shape(TYPE, {**SELECTED, "initial_date": DATE}),
    "datetimepicker": shape(TYPE, {**PICKED, "initial_date_time": whole(0, 9_999_999_999)}),
    "timepicker": shape(TYPE, {**SELECTED, "initial_time": TIME, "timezone": string(100)}),
    "static_select": shape(
        TYPE,
        {**SELECTED, **OFFERED, "initial_option": PLAIN_OPTION},
        exactly_one("options", "option_groups"),
        _initial_is_listed,
    ),
    "multi_static_select": shape(
        TYPE,
        {**SELECTED, **MANY, **OFFERED, "initial_options": items(PLAIN_OPTION, 1, 100)},
        exactly_one("options", "option_groups"),
        _initial_is_listed,
    ),
    **_select(
        kind="external",
        one={**_QUERY, "initial_option": PLAIN_OPTION},
        many={**_QUERY, "initial_options": items(PLAIN_OPTION, 1, 100)},
    ),
    **_select(kind="users", one={"initial_user": string(50)}, many={"initial_users": IDS}),
    **_select(
        kind="channels",
        one={"initial_channel": string(50), "response_url_enabled": flag},
        many={"initial_channels": IDS},
    ),
    **_select(
        kind="conversations",
        one={**_SHARED_SELECT, "initial_conversation": string(50), "response_url_enabled": flag},
        many={**_SHARED_SELECT, "initial_conversations": IDS},
    ),
    "plain_text_input": shape(
        TYPE,
        {**TYPED, "multiline": flag, "min_length": whole(0, 3000), "max_length": whole(1, 3000)},
        _numbers_in_order("min_length", "max_length"),
    ),
    "email_text_input": shape(TYPE, TYPED),
    "url_text_input": shape(TYPE, TYPED),
    "number_input": shape(
        {**TYPE, "is_decimal_allowed": flag}, {**TYPED, "min_value": string(50), "max_value": string(50)}
    ),
    "rich_text_input": shape(
        TYPE,
        {**TYPED, "initial_value": anything, "min_lines": whole(1, 100), "max_lines": whole(1, 100)},
        _numbers_in_order("min_lines", "max_lines"),
    ),
    "file_input": shape(TYPE, {**ACTION, "filetypes": items(string(50), 1, 100), "max_files": whole(1, 10)}),
    "workflow_button": shape(
        {**TYPE, "text": plain(75), "workflow": shape({"trigger": anything}, {})},
        {**ACTION, **ASKED, **STYLE, **LABELLED},
    ),
    "feedback_buttons": shape({**TYPE, "positive_button": FEEDBACK, "negative_button": FEEDBACK}, ACTION),
    "icon_button": shape(
        {**TYPE, "icon": string(50), "text": plain(75)},
        {
            **ACTION,
            **ASKED,
            **LABELLED,
            "value": string(2000),
            "visible_to_user_ids": items(string(50), 1, 10),
        },
    ),
    "url": shape({**TYPE, "url": URL, "text": string(3000)}, {}),
}

CHOOSERS = (
    *("static_select", "external_select", "users_select", "channels_select", "conversations_select"),
    *("multi_static_select", "multi_external_select", "multi_users_select"),
    *("multi_channels_select", "multi_conversations_select", "checkboxes", "radio_buttons"),
    *("datepicker", "timepicker"),
)
IN_SECTION = ("button", "overflow", "image", "workflow_button", *CHOOSERS)
IN_ACTIONS = ("button", "overflow", "workflow_button", "datetimepicker", "rich_text_input", *CHOOSERS)
IN_INPUT = (
    *("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"),
    *("file_input", "datetimepicker", *CHOOSERS),
)

_STYLES = shape({}, dict.fromkeys(("bold", "code", "italic", "strike", "underline"), flag))
_MENTION = {"style": anything}
_STYLED = {"style": _STYLES}
_INLINE: dict[str, Check] = {
    "text": shape({**TYPE, "text": string(40_000)}, _STYLED),
    "link": shape({**TYPE, "url": URL}, {**_STYLED, "text": string(40_000), "unsafe": flag}),
    "emoji": shape({**TYPE, "name": string(255)}, {**_STYLED, "unicode": string(255), "url": URL}),
    "user": shape({**TYPE, "user_id": string(50)}, _MENTION),
    "channel": shape({**TYPE, "channel_id": string(50)}, _MENTION),
    "usergroup": shape({**TYPE, "usergroup_id": string(50)}, _MENTION),
    "team": shape({**TYPE, "team_id": string(50)}, _MENTION),
    "broadcast": shape({**TYPE, "range": one_of("here", "channel", "everyone")}, _MENTION),
    "color": shape({**TYPE, "value": string(50)}, _STYLED),
    "date": shape(
        {**TYPE, "timestamp": number, "format": string(255)}, {**_STYLED, "url": URL, "fallback": string(255)}
    ),
}
_BORDER = {"border": whole(0, 1)}
_SECTION = shape({**TYPE, "elements": items(by_type(_INLINE), 0, 1000)}, {})
RICH_TEXT_PARTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": shape({**TYPE, "elements": items(by_type(_INLINE), 0, 1000)}, _BORDER),
    "rich_text_preformatted": shape(
        {**TYPE, "elements": items(by_type(_INLINE, "text", "link"), 0, 1000)},
        {**_BORDER, "language": string(50)},
    ),
    "rich_text_list": shape(
        {
            **TYPE,
            "style": one_of("bullet", "ordered"),
            "elements": items(by_type({"rich_text_section": _SECTION}), 0, 1000),
        },
        {**_BORDER, "indent": whole(0, 8), "offset": whole(0, 10_000)},
    ),
}
