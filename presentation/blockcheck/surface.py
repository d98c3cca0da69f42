"""A whole payload against the limits: how many blocks, ids that must differ, texts that add up."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from presentation.blockcheck.blocks import BLOCKS, ON_SURFACE, characters
from presentation.blockcheck.elements import plain
from presentation.blockcheck.kinds import by_type, child, finding, flag, items, shape, string

Surface = Literal["message", "modal", "home"]

MESSAGE_TEXT = 40_000
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
# Not documented; Slack answers msg_blocks_too_long from about 13,200 on.
MESSAGE_BLOCK_TEXT = 12_000
VIEW_BYTES = 250_000
PER_MESSAGE = {"table": 1, "data_visualization": 2}

_VIEW = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
    "hash": string(255),
}
_MODAL = shape(
    {
        "type": string(10),
        "title": plain(24),
        "blocks": items(by_type(BLOCKS, *ON_SURFACE["modal"]), 1, VIEW_BLOCKS),
    },
    {**_VIEW, "submit": plain(24), "close": plain(24), "clear_on_close": flag, "notify_on_close": flag},
)
_HOME = shape({"type": string(10), "blocks": items(by_type(BLOCKS, *ON_SURFACE["home"]), 1, VIEW_BLOCKS)}, _VIEW)
_MESSAGE_BLOCKS = items(by_type(BLOCKS, *ON_SURFACE["message"]), 0, MESSAGE_BLOCKS)


def check_surface(payload: Mapping[str, Any], surface: Surface) -> list[str]:
    """Everything Slack would refuse in this payload, as `pointer: expected …`; empty when it may be sent.

    A message is `{"text": …, "blocks": […]}` (other members of chat.postMessage are not looked at), a modal
    or home is the view. The payload is not changed.
    """
    value = dict(payload)
    if surface == "message":
        return [*_message(value), *_across_blocks(value)]
    return [*_view(value, surface), *_across_blocks(value)]


def _message(value: dict[str, Any]) -> Iterator[str]:
    text, blocks = value.get("text"), value.get("blocks")
    if text is not None:
        yield from string(MESSAGE_TEXT, 0)(text, "/text")
    if not text:
        yield finding("/text", "a text for notifications and screen readers, found none")
    if blocks is None:
        return
    yield from _MESSAGE_BLOCKS(blocks, "/blocks")
    listed = blocks if isinstance(blocks, list) else []
    found = sum(characters(block) for block in listed if not _has_own_limit(block))
    if found > MESSAGE_BLOCK_TEXT:
        yield finding("/blocks", f"at most {MESSAGE_BLOCK_TEXT} characters over all blocks, found {found}")
    for kind, most in PER_MESSAGE.items():
        count = sum(block.get("type") == kind for _, block in _walk(blocks, "/blocks"))
        if count > most:
            yield finding("/blocks", f"at most {most} {kind} block(s) in a message, found {count}")
    for index, block in enumerate(listed):
        if isinstance(block, dict) and block.get("type") == "task_card" and block.get("status") == "pending":
            yield finding(f"/blocks/{index}/status", "a started task outside a plan, found 'pending'")


def _view(value: dict[str, Any], surface: Surface) -> Iterator[str]:
    if value.get("type") != surface:
        yield finding("/type", f"{surface!r}, found {value.get('type')!r:.60}")
    yield from (_MODAL if surface == "modal" else _HOME)(value, "")
    found = list(_walk(value.get("blocks"), "/blocks"))
    if surface == "modal" and value.get("submit") is None and any(b.get("type") == "input" for _, b in found):
        yield finding("/submit", "a submit text beside input blocks, found none")
    focused = [pointer for pointer, member in found if member.get("focus_on_load") is True]
    for pointer in focused[1:]:
        yield finding(child(pointer, "focus_on_load"), f"one focus in a view, found another at {focused[0]}")
    size = len(json.dumps(value, default=str).encode())
    if size > VIEW_BYTES:
        yield finding("", f"at most {VIEW_BYTES} bytes in a view, found {size}")


def _has_own_limit(block: object) -> bool:
    return isinstance(block, dict) and block.get("type") in ("table", "data_table")


def _across_blocks(value: dict[str, Any]) -> Iterator[str]:
    block_ids: dict[str, str] = {}
    for pointer, block in _blocks(value.get("blocks"), "/blocks"):
        yield from _repeated(block.get("block_id"), child(pointer, "block_id"), block_ids)
        actions: dict[str, str] = {}
        for name, member in block.items():
            for place, inner in _walk(member, child(pointer, name)) if name != "child_blocks" else ():
                yield from _repeated(inner.get("action_id"), child(place, "action_id"), actions)


def _blocks(value: object, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, block in enumerate(value if isinstance(value, list) else []):
        if isinstance(block, dict):
            yield child(pointer, index), block
            yield from _blocks(block.get("child_blocks"), child(child(pointer, index), "child_blocks"))


def _repeated(own: object, pointer: str, seen: dict[str, str]) -> Iterator[str]:
    if not isinstance(own, str) or not own:
        return
    if own in seen:
        yield finding(pointer, f"an id of its own, found {own[:60]!r} already at {seen[own]}")
    seen.setdefault(own, pointer)


def _walk(value: object, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield pointer, value
        for name, member in value.items():
            yield from _walk(member, child(pointer, name))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _walk(member, child(pointer, index))
