"""Walks through blocks: fills in missing ids, finds elements and their initial values, builds what was done."""

import re
import secrets
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulator.state.records import Json, Values

CHOICES = {
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "overflow",
    "radio_buttons",
}
MULTIPLE = {
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
    "checkboxes",
}
PICKERS = {"datepicker": "date", "timepicker": "time", "datetimepicker": "date_time"}
TYPED = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
STATEFUL = (CHOICES - {"overflow"}) | MULTIPLE | set(PICKERS) | TYPED | {"rich_text_input", "file_input"}
INTERACTIVE = STATEFUL | {"button", "overflow", "workflow_button", "feedback_buttons", "icon_button"}
REFERENCES = {"users_select": "user", "conversations_select": "conversation", "channels_select": "channel"}
SHORT = string.ascii_letters + string.digits
NOT_ELEMENTS = {"confirm", "options", "option_groups", "text", "fields", "label", "hint", "placeholder"}


@dataclass(frozen=True, slots=True)
class Placed:
    """An interactive element and the block in which it stands."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The id of its block."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The id of the element."""
        return str(self.element["action_id"])

    @property
    def type(self) -> str:
        """The type of the element, such as `button`."""
        return str(self.element["type"])

    @property
    def label(self) -> str:
        """What a person reads on it: the text of a button, the placeholder or label of a field."""
        for source in (self.element.get("text"), self.block.get("label"), self.element.get("placeholder")):
            if isinstance(source, dict):
                return str(source.get("text", ""))
        text = self.block.get("text")
        return str(text.get("text", "")) if isinstance(text, dict) else ""


def random_short_id() -> str:
    """An id as Slack gives to blocks and elements that came without one."""
    return "".join(secrets.choice(SHORT) for _ in range(5))


def complete(blocks: list[Json]) -> list[Json]:
    """The blocks with an id on every block and every interactive element."""
    completed = []
    for block in blocks:
        whole: Json = _complete_elements(block)
        whole.setdefault("block_id", random_short_id())
        completed.append(whole)
    return completed


def _complete_elements(value: Any) -> Any:
    if isinstance(value, list):
        return [_complete_elements(one) for one in value]
    if not isinstance(value, dict):
        return value
    copied = {key: one if key in NOT_ELEMENTS else _complete_elements(one) for key, one in value.items()}
    if copied.get("type") in INTERACTIVE:
        copied.setdefault("action_id", random_short_id())
    return copied


def elements(blocks: list[Json]) -> Iterator[Placed]:
    """Every interactive element in reading order."""
    for block in blocks:
        yield from (Placed(block, element) for element in _inside(block))


def _inside(value: Any) -> Iterator[Json]:
    if isinstance(value, list):
        for one in value:
            yield from _inside(one)
    elif isinstance(value, dict):
        if value.get("type") in INTERACTIVE and "action_id" in value:
            yield value
            return
        for key, one in value.items():
            if key not in NOT_ELEMENTS:
                yield from _inside(one)


def find(blocks: list[Json], block_id: str, action_id: str) -> Placed | None:
    """The element with these ids."""
    for placed in elements(blocks):
        if placed.block_id == block_id and placed.action_id == action_id:
            return placed
    return None


def find_by_label(blocks: list[Json], label: str, types: set[str] | None = None) -> Placed | None:
    """The first element whose label, block_id or action_id is `label`, emoji in front aside."""
    wanted = bare(label)
    for placed in elements(blocks):
        names = (bare(placed.label), placed.block_id.casefold(), placed.action_id.casefold())
        if wanted in names and (types is None or placed.type in types):
            return placed
    return None


def bare(label: str) -> str:
    """A label without emoji, marks around it and differences of case."""
    text = re.sub(r":[a-z0-9_+-]+:", "", label)
    return re.sub(r"^[\W_]+|[\W_]+$", "", text).casefold()


def options(element: Json) -> list[Json]:
    """All options of a select, those of groups one after the other."""
    if "option_groups" in element:
        return [option for group in element["option_groups"] for option in group["options"]]
    found: list[Json] = element.get("options", [])
    return found


def initial_values(blocks: list[Json]) -> Values:
    """What stands in every field before anybody touched it, as in `state.values`."""
    values: Values = {}
    for placed in elements(blocks):
        if placed.type in STATEFUL:
            values.setdefault(placed.block_id, {})[placed.action_id] = _initial(placed.element)
    return values


def _initial(element: Json) -> Json:
    kind = element["type"]
    if kind in PICKERS:
        name = PICKERS[kind]
        return {"type": kind, f"selected_{name}": element.get(f"initial_{name}")}
    if kind in REFERENCES:
        name = REFERENCES[kind]
        return {"type": kind, f"selected_{name}": element.get(f"initial_{name}")}
    if kind.removeprefix("multi_") in REFERENCES:
        name = REFERENCES[kind.removeprefix("multi_")] + "s"
        return {"type": kind, f"selected_{name}": element.get(f"initial_{name}", [])}
    if kind in MULTIPLE:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind in CHOICES:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind == "file_input":
        return {"type": kind, "files": []}
    if kind == "rich_text_input":
        return {"type": kind, "rich_text_value": element.get("initial_value")}
    return {"type": kind, "value": element.get("initial_value")}


def state_value(element: Json, given: Any, offered: list[Json]) -> Json:
    """What `state.values` holds after a person gave `given`.

    For choices `given` is an index (or a list of indexes) into the options, for everything else the value itself.
    Raises ValueError when it is not something that the page offered.
    """
    kind = element["type"]
    listed = offered if "external" in kind else options(element)
    if kind in PICKERS:
        value = int(given) if kind == "datetimepicker" and given else given
        return {"type": kind, f"selected_{PICKERS[kind]}": value or None}
    if kind in REFERENCES:
        return {"type": kind, f"selected_{REFERENCES[kind]}": given or None}
    if kind.removeprefix("multi_") in REFERENCES:
        return {"type": kind, f"selected_{REFERENCES[kind.removeprefix('multi_')]}s": list(given or [])}
    if kind in MULTIPLE:
        return {"type": kind, "selected_options": [_pick(listed, index) for index in given or []]}
    if kind in CHOICES:
        return {"type": kind, "selected_option": None if given in (None, "") else _pick(listed, given)}
    if kind == "file_input":
        return {"type": kind, "files": given or []}
    if kind == "rich_text_input":
        return {"type": kind, "rich_text_value": _rich_text(str(given)) if given else None}
    return {"type": kind, "value": given or None}


def _pick(listed: list[Json], index: Any) -> Json:
    at = int(index)
    if not 0 <= at < len(listed):
        raise ValueError(f"there is no option number {at}")
    return listed[at]


def _rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def is_empty(value: Json) -> bool:
    """Whether a field of `state.values` holds nothing."""
    return not any(content for key, content in value.items() if key != "type")


def action(placed: Placed, value: Json, action_ts: str) -> Json:
    """The entry in `actions` of a block_actions payload; `value` is as `state_value` gives it."""
    element = placed.element
    done: Json = {"type": placed.type, "action_id": placed.action_id, "block_id": placed.block_id}
    for key in ("text", "value", "style", "confirm", "placeholder", "url"):
        if key in element:
            done[key] = element[key]
    done.update({key: one for key, one in element.items() if key.startswith("initial_")})
    done.update(value)
    done["action_ts"] = action_ts
    return done
