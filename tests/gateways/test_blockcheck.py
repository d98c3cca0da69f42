"""The block check: what Slack's own models refuse is refused, good cards pass, findings say where."""

import copy
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from presentation.blockcheck import check_surface
from tests.gateways.samples import BUTTON, HOME, MESSAGE_BLOCKS, MODAL, SELECT, message, option, plain


def chooser(kind: str, *options: dict[str, Any]) -> dict[str, Any]:
    """A message with one element that offers these options."""
    return message({"type": "actions", "elements": [{"type": kind, "options": list(options)}]})


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (parent, key) in a payload whose value is a text or a list."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        if isinstance(member, str | list) and key != "type":
            yield value, key
        yield from places(member)


def refused_by_slack_sdk(model: object) -> bool:
    """Whether a model, or any model inside it, fails its own validation."""
    if isinstance(model, list | tuple):
        return any(refused_by_slack_sdk(member) for member in model)
    if not isinstance(model, JsonObject):
        return False
    try:
        model.validate_json()
    except SlackObjectFormationError:
        return True
    return any(refused_by_slack_sdk(member) for member in vars(model).values())


def stretch(payload: Any, data: st.DataObject) -> None:
    """Makes one text or list of the payload empty or very long."""
    parent, key = data.draw(st.sampled_from(list(places(payload))))
    size = data.draw(st.sampled_from([0, 11, 26, 31, 76, 101, 151, 256, 301, 2001, 3001, 4001, 12_001]))
    old = parent[key]
    parent[key] = "x" * size if isinstance(old, str) else (old * size)[: min(size, 101)]


def test_good_payloads_have_no_findings() -> None:
    """Each block that Slack takes passes, alone and together, on its surface."""
    assert check_surface(message(*MESSAGE_BLOCKS), "message") == []
    assert check_surface(MODAL, "modal") == []
    assert check_surface(HOME, "home") == []


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_what_slack_sdk_refuses_in_a_block_is_refused(data: st.DataObject) -> None:
    """A stretched block that fails slack_sdk's validation never passes ours."""
    logging.disable(logging.WARNING)
    block = copy.deepcopy(data.draw(st.sampled_from(MESSAGE_BLOCKS)))
    stretch([block], data)
    model = Block.parse(block)
    if refused_by_slack_sdk(model):
        assert check_surface(message(block), "message") != []


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_what_slack_sdk_refuses_in_a_view_is_refused(data: st.DataObject) -> None:
    """A stretched modal that fails slack_sdk's validation never passes ours."""
    logging.disable(logging.WARNING)
    view = copy.deepcopy(MODAL)
    stretch(view, data)
    if refused_by_slack_sdk(View(**copy.deepcopy(view))):
        assert check_surface(view, "modal") != []


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["type", "text", "blocks", "elements", "rows"]), inner)
        ),
    )
)
def test_the_check_never_raises_on_any_json(value: Any) -> None:
    """Whatever shape comes, the answer is a list of findings."""
    for surface in ("message", "modal", "home"):
        assert isinstance(check_surface({"text": "x", "type": surface, "blocks": value}, surface), list)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "fifty-one blocks": (
        message(*[{"type": "divider"}] * 51),
        "/blocks: expected at most 50 items, found 51",
    ),
    "an empty text": (
        message({"type": "section", "text": plain("")}),
        "/blocks/0/text/text: expected at least 1 character(s), found 0",
    ),
    "a long field": (
        message({"type": "section", "fields": [plain("x" * 2001)]}),
        "/blocks/0/fields/0/text: expected at most 2000 characters, found 2001",
    ),
    "empty actions": (
        message({"type": "actions", "elements": []}),
        "/blocks/0/elements: expected at least 1 item(s), found 0",
    ),
    "a repeated action id": (
        message({"type": "actions", "elements": [BUTTON, BUTTON]}),
        "/blocks/0/elements/1/action_id: expected an id of its own, found 'confirm' already at "
        "/blocks/0/elements/0/action_id",
    ),
    "a repeated block id": (
        message({"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}),
        "/blocks/1/block_id: expected an id of its own, found 'b' already at /blocks/0/block_id",
    ),
    "an initial option that is not listed": (
        message({"type": "actions", "elements": [{**SELECT, "initial_option": option("c")}]}),
        "/blocks/0/elements/0/initial_option: expected an option equal to a listed one",
    ),
    "an option text of 76": (
        chooser("overflow", {**option("a"), "text": plain("x" * 76)}),
        "/blocks/0/elements/0/options/0/text/text: expected at most 75 characters, found 76",
    ),
    "an option value of 151": (
        chooser("overflow", {**option("a"), "value": "x" * 151}),
        "/blocks/0/elements/0/options/0/value: expected at most 150 characters, found 151",
    ),
    "eleven checkboxes": (
        chooser("checkboxes", *[option(str(n)) for n in range(11)]),
        "/blocks/0/elements/0/options: expected at most 10 items, found 11",
    ),
    "a table of 101 rows": (
        message({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}),
        "/blocks/0/rows: expected at most 100 items, found 101",
    ),
    "a table of 21 columns": (
        message({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}),
        "/blocks/0/rows/0: expected at most 20 items, found 21",
    ),
    "two tables": (
        message(*[{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2),
        "/blocks: expected at most 1 table block(s) in a message, found 2",
    ),
    "too much text over all blocks": (
        message(*[{"type": "section", "text": plain("x" * 3000)}] * 5),
        "/blocks: expected at most 12000 characters over all blocks, found 15000",
    ),
    "no text beside the blocks": (
        {"blocks": [{"type": "divider"}]},
        "/text: expected a text for notifications and screen readers, found none",
    ),
    "a field nobody knows": (
        message({"type": "divider", "colour": "red"}),
        "/blocks/0/colour: expected no such field here",
    ),
    "a button style of its own": (
        message({"type": "actions", "elements": [{**BUTTON, "style": "green"}]}),
        "/blocks/0/elements/0/style: expected one of primary, danger, found 'green'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_l2_a_message_over_a_limit_is_refused_with_its_place(case: str) -> None:
    """The one finding names the JSON pointer and what was expected."""
    payload, expected = REFUSED[case]
    assert check_surface(payload, "message") == [expected]


def test_l2_an_alert_belongs_in_a_modal_only() -> None:
    """Block types are refused on a surface that does not draw them."""
    (found,) = check_surface(message({"type": "alert", "text": plain("x")}), "message")
    assert found.startswith("/blocks/0/type: expected ")
    assert found.endswith(", found 'alert'")


def test_l2_a_modal_with_inputs_needs_a_submit_and_one_focus() -> None:
    """What is only wrong in the whole view is found there."""
    element = {"type": "plain_text_input", "action_id": "q", "focus_on_load": True, "max_length": 3001}
    block = {"type": "input", "label": plain("Quantity"), "element": element}
    view = {"type": "modal", "title": plain("x" * 25), "blocks": [block, block]}
    assert check_surface(view, "modal") == [
        "/title/text: expected at most 24 characters, found 25",
        "/blocks/0/element/max_length: expected a number from 1 to 3000, found 3001",
        "/blocks/1/element/max_length: expected a number from 1 to 3000, found 3001",
        "/submit: expected a submit text beside input blocks, found none",
        "/blocks/1/element/focus_on_load: expected one focus in a view, found another at /blocks/0/element",
    ]
