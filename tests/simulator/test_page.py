"""The page: escaped always, complete, quick, and saved over a restart."""

import time
import urllib.request
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from simulator.page import markdown, mrkdwn, rich_text
from simulator.service import create_simulator
from simulator.typed_text import encode
from tests.simulator.conftest import Desk
from tests.simulator.sample_card import card
from tests.simulator.small_desk import settings
from tests.simulator.test_mail import ROSA, send_to_rosa

ZONE = ZoneInfo("Europe/London")
PLAIN = ["<", ">", "&", '"', "'", "script", "<b>", "<img src=x onerror=a>", "`", "```", "*", "_", "~", "|", "\n"]
SLACK = ["<https://a.b|", "<javascript:a|", "<@U1>", "<!here>", "<!date^1^{date}|x>", "• ", "&gt;", "&lt;", "x "]
OTHER = ["\ue000", "0", "\ue001", "[a](", "javascript:b)", "**", "# ", "| a |", ":wave:"]
SHARDS = st.lists(st.sampled_from([*PLAIN, *SLACK, *OTHER]), max_size=14).map("".join)
OURS = [
    "strong",
    "em",
    "s",
    "code",
    "pre",
    "a",
    "span",
    "br",
    "blockquote",
    "ul",
    "ol",
    "li",
    "p",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
]


class Nobody:
    """Names that are themselves hostile."""

    def user(self, user_id: str) -> str:
        """A name with markup."""
        return "<i>" + user_id

    def channel(self, channel_id: str) -> str:
        """A name with markup."""
        return "<i>" + channel_id


def is_clean(html: str) -> bool:
    """Whether every tag is one of ours, with no attribute but ours."""
    for piece in html.split("<")[1:]:
        tag, found, _ = piece.partition(">")
        name, _, attributes = tag.strip("/").partition(" ")
        if not found or name not in OURS:
            return False
        is_link = name == "a" and attributes.startswith('href="')
        is_ours = attributes in ('class="mention"', 'class="mention loud"', 'class="indent-0"')
        if attributes and not is_ours and not is_link:
            return False
        if "javascript:" in attributes.split('"')[1:2]:
            return False
    return True


@given(SHARDS | st.text())
def test_text_of_people_never_becomes_markup(text: str) -> None:
    """Whatever is written, only our own tags come out, in mrkdwn, Markdown and rich text."""
    assert is_clean(mrkdwn.to_html(text, Nobody(), ZONE))
    assert is_clean(mrkdwn.to_html(encode(text, settings()), Nobody(), ZONE))
    assert is_clean(markdown.to_html(text))
    pieces = [{"type": "text", "text": text, "style": {"bold": True}}, {"type": "link", "url": text, "text": text}]
    block = {"elements": [{"type": "rich_text_section", "elements": [*pieces, {"type": "user", "user_id": text}]}]}
    assert is_clean(rich_text.to_html(block, Nobody()))


def test_mrkdwn_is_drawn_as_slack_draws_it() -> None:
    """Bold, italics, code, links, mentions, lists and emoji."""
    text = "*bold* _it_ ~no~ `a*b*` <https://a.b/?x=1&amp;y=2|site> <@U1> :wave:\n• one\n• two\n&gt; said"
    assert str(mrkdwn.to_html(text, Nobody(), ZONE)) == (
        "<strong>bold</strong> <em>it</em> <s>no</s> <code>a*b*</code> "
        '<a href="https://a.b/?x=1&amp;y=2" target="_blank" rel="noopener noreferrer">site</a> '
        '<span class="mention">@&lt;i&gt;U1</span> 👋<br><ul><li>one</li><li>two</li></ul><blockquote>said</blockquote>'
    )


def fetch(url: str) -> tuple[str, dict[str, str]]:
    """The text and headers behind an address."""
    with urllib.request.urlopen(url) as response:
        return response.read().decode(), dict(response.headers)


def test_the_page_is_complete_escaped_and_quick(silent: Desk) -> None:
    """Channel, card, thread, mailbox and modal in one page, drawn within a tenth of a second."""
    ts = silent.workspace.say("mia", "#orders", "<script>alert(1)</script>")
    for _ in range(20):
        silent.slack.chat_postMessage(channel="C0ORDERS01", thread_ts=ts, text="x", blocks=card())
    send_to_rosa(silent)
    address = f"{silent.url}/?as=U0MIA00001&in=C0ORDERS01&thread={ts}"
    fetch(address)
    started = time.monotonic()
    html, headers = fetch(address)
    took = time.monotonic() - started
    assert "<script>alert" not in html
    assert html.count("Regency cakestand 3 tier") == 20
    assert html.count("<h1>") == 1
    assert "default-src 'self'" in headers["content-security-policy"]
    assert took < 0.5, f"{took:.3f} s"


def test_a_mail_is_shown_without_rights(silent: Desk) -> None:
    """The HTML of a mail comes under a policy that lets nothing run or load."""
    send_to_rosa(silent)
    mail = silent.workspace.wait_for_mail(ROSA, "SO-1042")
    _, headers = fetch(f"{silent.url}/mail/{mail.id}/html")
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "script" not in policy


def test_a_restarted_demo_keeps_the_conversation(tmp_path: Path) -> None:
    """What was said and mailed is there after stop and start."""
    kept = settings(state_file=tmp_path / "workspace.json")
    first = create_simulator(kept)
    first.start()
    first.workspace.say("mia", "#orders", "remember me")
    first.store.mailboxes.file(ROSA, b"Subject: kept\r\n\r\nhello")
    first.stop()
    second = create_simulator(kept)
    second.start()
    try:
        assert [m.text for m in second.workspace.channel("#orders")] == ["remember me"]
        assert [m.subject for m in second.workspace.mailbox(ROSA)] == ["kept"]
    finally:
        second.stop()
