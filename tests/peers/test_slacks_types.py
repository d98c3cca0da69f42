"""Everything that we show is made of what Slack's own types know, field by field."""

import json
from collections.abc import Mapping
from typing import Any

import jsonschema_rs
import pytest

from domain.orders.schemas import OrderRequest, RequestedLine
from presentation.actions import ModalOrigin, OrderAction
from presentation.cards import modals
from presentation.cards.home import home_view
from presentation.messages.registry import MESSAGES, render_card
from presentation.schemas import HomePage, OpenApproval
from tests.peers.schemas.generate import SURFACES
from tests.presentation.sample_messages import SAMPLES
from tests.presentation.samples import APPROVAL, ASKING, BAGS, COMPANY, DRAFT, HELD

DEFINITIONS = json.loads(SURFACES.read_text())["definitions"]
NAMES = [each["$ref"].rpartition("/")[2] for each in DEFINITIONS["KnownBlock"]["anyOf"]]
#: An image has two forms, with an address and with a file.
FORMS = {name: DEFINITIONS[name].get("anyOf", [DEFINITIONS[name]])[0] for name in NAMES}
BLOCKS = {form["properties"]["type"]["const"]: name for name, form in FORMS.items()}
CARDS = sorted(name for name, kind in MESSAGES.items() if kind.card)


def unknown_to_slack(value: Any, schema: Mapping[str, Any]) -> list[str]:
    """Where the value is not what the schema says, and what is wrong there."""
    check = jsonschema_rs.Draft7Validator({**schema, "definitions": DEFINITIONS})
    found = check.iter_errors(json.loads(json.dumps(value, default=list)))
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in found]


def unknown_in_blocks(blocks: Any) -> list[str]:
    """The same for blocks, each held against the type that it says it is."""
    return [
        f"{number} {block['type']} {finding}"
        for number, block in enumerate(blocks)
        for finding in unknown_to_slack(block, {"$ref": f"#/definitions/{BLOCKS[block['type']]}"})
    ]


@pytest.mark.parametrize("name", CARDS)
def test_every_card_is_made_of_slacks_blocks(name: str) -> None:
    """No field that Slack does not know, none missing, none of another type."""
    assert unknown_in_blocks(render_card(name, SAMPLES[name], COMPANY).blocks) == []


def test_every_window_and_app_home_are_views_of_slack() -> None:
    """With everything in them that they can hold."""
    origin = ModalOrigin(order=OrderAction(number="SO-1042", revision=3), channel="C1", thread_ts="1.0")
    line = RequestedLine(sku="85099B", quantity=BAGS.quantity, unit="dozen")
    request = OrderRequest(channel="slack", customer_id="12502", lines=(line,))
    waiting = OpenApproval(approval=APPROVAL, order=HELD)
    page = HomePage(name="Priya", drafts=(ASKING, DRAFT), held=(HELD,), alerts=("Late.",), approvals=(waiting,))
    windows = (
        modals.loading_modal(),
        modals.approve_modal(HELD, origin),
        modals.reject_modal(HELD, origin),
        modals.edit_modal(DRAFT, request, origin),
    )
    surfaces = DEFINITIONS["Surfaces"]["properties"]
    for kind, view in [*(("modal", window) for window in windows), ("home", home_view(page, COMPANY))]:
        assert unknown_in_blocks(view["blocks"]) == []
        assert unknown_to_slack(view, surfaces[kind]) == []


def test_what_slack_does_not_know_is_found() -> None:
    """A colour on a section, a button without words, a style that is none: the check has teeth."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}, "colour": "red"}
    button = {"type": "button", "action_id": "a", "style": "loud", "text": {"type": "plain_text", "text": "Go"}}
    found = unknown_in_blocks([section, {"type": "actions", "elements": [button]}])
    assert len(found) == 2
    assert "colour" in found[0]
    assert found[1].startswith("1 actions elements/0")
