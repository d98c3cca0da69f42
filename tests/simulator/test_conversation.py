"""A message becomes a card, a button a modal, an error is shown, a correction taken: over HTTP and Socket Mode."""

import time

import pytest

from simulator.client import CannotDo, Workspace
from tests.simulator.conftest import Desk
from tests.simulator.small_desk import ORDER


def test_message_card_button_modal_error_correction_and_update(desk: Desk) -> None:
    """The whole way of an order through the page's verbs."""
    ws = desk.workspace
    ts = ws.say("mia", "#orders", ORDER)
    card = ws.wait_for("#orders", ts, "Draft order for Thistle & Thyme")
    assert card.labels[:2] == ("Which one?", "Find an item")
    assert "Confirm" in card.labels
    assert ws.click("mia", card, "Edit")["outcome"] == "ok"
    modal = ws.modal("mia")
    assert modal.title == "Edit the draft"
    assert ws.submit("mia", modal, {"Quantity": "many"}) == {"quantity": "Please write a whole number."}
    assert ws.submit("mia", modal, {"Quantity": ""}) == {"quantity": "Please complete this required field."}
    assert ws.submit("mia", modal, {"Quantity": "70", "Warehouse": "Leeds", "Why": "Misread"}) == {}
    assert ws.open_modal("mia") is None
    ws.wait_for("#orders", ts, "Changed to 70")
    submitted = [r["body"] for r in desk.heard if r["body"].get("type") == "view_submission"][-1]
    values = submitted["view"]["state"]["values"]
    assert values["house"]["house"]["selected_option"]["value"] == "lee"
    assert values["reason"]["reason"]["selected_option"]["value"] == "misread"
    assert values["date"]["date"] == {"type": "datepicker", "selected_date": "2026-11-27"}
    ws.click("mia", card, "confirm")
    assert "SO-1042" in ws.wait_for("#orders", ts, "Confirmed by")
    with pytest.raises(CannotDo):
        ws.click("mia", ws.thread("#orders", ts)[1], "Confirm")


def test_selects_answer_ephemerally_and_external_selects_ask_the_bot(desk: Desk) -> None:
    """A static select by its text, an external one by what the bot offers."""
    ws = desk.workspace
    ts = ws.say("mia", "#orders", "doorstops")
    card = ws.wait_for("#orders", ts, "Draft order")
    ws.choose("mia", card, "Cat doorstop")
    seen = ws.wait_for("#orders", ts, "You picked Cat doorstop", user="mia")
    assert seen.is_ephemeral
    assert "You picked" not in " ".join(m.words for m in ws.thread("#orders", ts, user="omar"))
    assert ws.suggest("mia", card, "find", "door") == ["Owl doorstop", "Cat doorstop"]
    ws.choose("mia", card, "Owl doorstop", label="find")
    ws.wait_for("#orders", ts, "Found Owl", user="mia")
    done = [r["body"] for r in desk.heard if r["body"].get("type") == "block_actions"]
    assert done[0]["state"]["values"]["question"]["pick"]["selected_option"]["value"] == "b"
    ws.click("mia", card, "Discard")
    assert ws.wait_until(lambda: len(ws.thread("#orders", ts)) == 1)


def test_a_mention_goes_out_as_message_and_as_app_mention_in_order(desk: Desk) -> None:
    """Both events carry the same ts, and typed markup cannot become a mention."""
    ws = desk.workspace
    ts = ws.say("mia", "#orders", "@OrderClerk 5 < 6 & <!channel> ask @omar, mail a@b.example")
    assert ws.wait_until(lambda: desk.events("app_mention"))
    message = next(e for e in desk.events("message") if e["ts"] == ts)
    assert message["text"] == (
        "<@U0CLERKBOT> 5 &lt; 6 &amp; &lt;!channel&gt; ask <@U0OMAR0002>, mail <mailto:a@b.example|a@b.example>"
    )
    assert desk.events("app_mention")[0]["ts"] == ts
    for number in range(20):
        ws.say("ines", "#random", str(number))
        ws.say("ines", "#alerts", str(number))
    own = [str(n) for n in range(20)]
    assert ws.wait_until(
        lambda: (
            [e["text"] for e in desk.events("message") if e["channel"] == "C0ALERTS01" and not e.get("bot_id")] == own
        )
    )
    assert not [e for e in desk.events("message") if e["channel"] == "C0RANDOM01"]


def test_commands_home_direct_messages_files_and_edits_reach_the_bot(desk: Desk) -> None:
    """The other doors of a workspace."""
    ws = desk.workspace
    ws.command("mia", "#orders", "/stock", "owls")
    assert ws.wait_for("#orders", None, "40 of owls", user="mia").is_ephemeral
    ws.command("mia", "#orders", "/nothing")
    ws.wait_for("#orders", None, "is not a valid command", user="mia")
    assert "drafts wait" in ws.home("mia")
    ts = ws.say("mia", "@bot", "hello")
    ws.wait_for("@bot", ts, "Draft order", user="mia")
    direct = next(e for e in desk.events("message") if e["ts"] == ts)
    assert direct["channel_type"] == "im"
    shared = ws.upload("mia", "#orders", "order.csv", b"sku,qty\n22386,60\n", text="as a file")
    file_event = ws.wait_until(lambda: [e for e in desk.events("message") if e["ts"] == shared])[0]
    assert (file_event["subtype"], file_event["files"][0]["name"]) == ("file_share", "order.csv")
    mine = next(m for m in ws.channel("#orders") if m.ts == shared)
    ws.edit("mia", mine, "as a file, really")
    assert ws.wait_until(lambda: [e for e in desk.events("message") if e.get("subtype") == "message_changed"])


def test_a_trigger_works_once_and_for_a_moment_only(silent: Desk) -> None:
    """Slack's three refusals of a trigger id."""
    triggers = silent.simulator.store.views.triggers
    title = {"type": "plain_text", "text": "Hi"}
    view = {"type": "modal", "title": title, "blocks": [{"type": "divider"}]}
    key, late = triggers.issue("U0MIA00001"), triggers.issue("U0MIA00001")
    assert silent.error_of("views.open", trigger_id=key, view=view) == "ok"
    assert silent.error_of("views.open", trigger_id=key, view=view) == "exchanged_trigger_id"
    assert silent.error_of("views.open", trigger_id="x", view=view) == "invalid_trigger_id"
    time.sleep(3.1)
    assert silent.error_of("views.open", trigger_id=late, view=view) == "expired_trigger_id"


def test_the_control_api_does_the_same_over_http(silent: Desk) -> None:
    """A workspace by URL says and reads what one in process does."""
    remote = Workspace(silent.url)
    ts = remote.say("mia", "#orders", "over the wire")
    assert [m.ts for m in silent.workspace.channel("#orders")] == [ts]
    assert remote.wait_for("#orders", None, "wire").user == "U0MIA00001"
    with pytest.raises(CannotDo, match="nobody here is called 'ghost'"):
        remote.say("ghost", "#orders", "boo")
