"""The Web API answers and refuses as Slack does."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.simulator.conftest import Desk, open_desk
from tests.simulator.sample_card import card, home, mrkdwn

CHANNEL = "C0ORDERS01"


def test_posts_are_found_again_with_their_metadata(silent: Desk) -> None:
    """A thread is read back with the metadata of each message when it is asked for."""
    slack = silent.slack
    made = {"event_type": "order", "event_payload": {"key": "d-1"}}
    root = slack.chat_postMessage(channel=CHANNEL, text="root")["ts"]
    reply = slack.chat_postMessage(channel=CHANNEL, thread_ts=root, text="reply", metadata=made, blocks=card())
    assert reply["message"]["metadata"] == made
    replies = slack.conversations_replies(channel=CHANNEL, ts=root, include_all_metadata=True)["messages"]
    assert [m["ts"] for m in replies] == [root, reply["ts"]]
    assert (replies[0]["reply_count"], replies[1]["metadata"]) == (1, made)
    plain = slack.conversations_replies(channel=CHANNEL, ts=root)["messages"]
    assert "metadata" not in plain[1]
    history = slack.conversations_history(channel=CHANNEL)["messages"]
    assert [m["ts"] for m in history] == [root]
    slack.chat_update(channel=CHANNEL, ts=root, text="changed")
    slack.chat_delete(channel=CHANNEL, ts=reply["ts"])
    assert [m.text for m in silent.workspace.thread("#orders", root)] == ["changed"]
    link = slack.chat_getPermalink(channel=CHANNEL, message_ts=root)["permalink"]
    assert link.endswith(f"/archives/{CHANNEL}/p{root.replace('.', '')}")


def test_a_user_id_means_the_direct_message(silent: Desk) -> None:
    """Posting to a user opens the conversation with them."""
    posted = silent.slack.chat_postMessage(channel="U0MIA00001", text="psst")
    opened = silent.slack.conversations_open(users="U0MIA00001")
    assert posted["channel"] == opened["channel"]["id"]
    assert [m.text for m in silent.workspace.channel("@bot", user="mia")] == ["psst"]


@pytest.mark.parametrize(
    ("method", "given", "error"),
    [
        ("chat.postMessage", {"channel": "C0NOWHERE1", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": CHANNEL}, "no_text"),
        ("chat.postMessage", {"channel": CHANNEL, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "C0RANDOM01", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": CHANNEL, "text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": CHANNEL, "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ("chat.postMessage", {"channel": CHANNEL, "text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
        ("chat.update", {"channel": CHANNEL, "ts": "1.000001", "text": "x"}, "message_not_found"),
        ("chat.postEphemeral", {"channel": "C0APPROVE1", "user": "U0KURT0004", "text": "x"}, "user_not_in_channel"),
        ("users.info", {"user": "U0NOBODY00"}, "user_not_found"),
        ("users.lookupByEmail", {"email": "nobody@desk.example"}, "users_not_found"),
        ("views.open", {"trigger_id": "1.2.3", "view": {"type": "modal"}}, "invalid_arguments"),
        ("views.update", {"view_id": "V0NOTHERE00", "view": home()}, "not_found"),
        ("conversations.nothing", {}, "unknown_method"),
    ],
)
def test_refusals_have_slacks_codes(silent: Desk, method: str, given: dict[str, object], error: str) -> None:
    """What Slack refuses is refused with the same word."""
    assert silent.error_of(method, **given) == error


def test_invalid_blocks_are_named_with_their_pointers(silent: Desk) -> None:
    """One message with two mistakes names both places."""
    blocks = [{"type": "section", "text": mrkdwn("")}, {"type": "actions", "elements": []}]
    answer = silent.call("chat.postMessage", channel=CHANNEL, text="x", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    pointers = [row.rpartition("[json-pointer:")[2].rstrip("]") for row in answer["errors"]]
    assert pointers == ["/blocks/0/text/text", "/blocks/1/elements"]
    checked = silent.call("blocks.validate", blocks=blocks)
    assert [row["pointer"] for row in checked["errors"]] == pointers
    assert silent.call("blocks.validate", blocks=card())["ok"]


def test_tokens_are_looked_at(silent: Desk) -> None:
    """A wrong token, none, and the app's token where the bot's belongs."""
    for token, error in (("xoxb-wrong", "invalid_auth"), ("", "not_authed"), ("xapp-simulated", "invalid_auth")):
        with pytest.raises(SlackApiError, match=error):
            WebClient(token=token, base_url=f"{silent.url}/api/").auth_test()


def test_files_take_three_steps(silent: Desk) -> None:
    """The SDK's upload ends as a message with the file, readable with the token."""
    uploaded = silent.slack.files_upload_v2(
        channel=CHANNEL, content="a,b\n1,2\n", filename="order.csv", initial_comment="here"
    )
    message = silent.workspace.channel("#orders")[-1]
    assert (message.text, message.raw["files"][0]["id"]) == ("here", uploaded["file"]["id"])
    assert silent.error_of("files.completeUploadExternal", files=[{"id": "F0NOTHERE00"}]) == "file_not_found"


def test_a_planned_fault_hits_the_next_call_only(silent: Desk) -> None:
    """A test may ask for a 429 and sees it once."""
    silent.workspace.fail_next("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as refused:
        silent.slack.chat_postMessage(channel=CHANNEL, text="x")
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "7")
    assert silent.slack.chat_postMessage(channel=CHANNEL, text="x")["ok"]


def test_events_that_find_nobody_are_tried_again_with_slacks_headers() -> None:
    """At once and after each delay, numbered, with the reason; then given up."""
    with open_desk("silent", bot_url="http://127.0.0.1:9/slack/events") as desk:
        desk.workspace.say("mia", "#orders", "anybody?")

        def tries() -> list[str]:
            names = [row["name"] for row in desk.workspace.traffic() if row["direction"] == "to bot"]
            return names if len(names) == 3 else []

        assert desk.workspace.wait_until(tries) == ["message", "message (retry 1)", "message (retry 2)"]
        sent = [row for row in desk.workspace.traffic() if row["direction"] == "to bot"]
        assert {row["outcome"] for row in sent} == {"refused"}


def test_the_same_event_again_keeps_its_id() -> None:
    """A redelivered event has the id of the first and says that it is a retry."""
    with open_desk("http") as desk:
        desk.workspace.say("mia", "#alerts", "once")
        first = desk.workspace.wait_until(
            lambda: [row for row in desk.workspace.traffic() if row["name"] == "message"]
        )[0]
        desk.workspace.redeliver(first)
        assert desk.workspace.wait_until(lambda: [r for r in desk.heard if "x-slack-retry-num" in r["headers"]])
        ids = [r["body"]["event_id"] for r in desk.heard if r["body"]["event"].get("text") == "once"]
        assert len(ids) == 2
        assert len(set(ids)) == 1
