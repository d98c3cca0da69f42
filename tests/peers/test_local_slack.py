"""The Slack part of the story, told twice in local-slack: over signed HTTP and over Socket Mode."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.peers.conftest import APPROVALS, MIA, SAM, Story
from tests.peers.local_slack import BOT, BOT_USER, LocalSlack, Seen, until
from tests.peers.repeating import everything_twice
from tests.support.parts import CHROMIUM

pytestmark = pytest.mark.peers

THISTLE = "thistle want 5 doz jumbo bag red and 60 cakestand 3 tier by friday, PO TT-4411, norwich warehouse"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A browser page, for what only local-slack's own page can do."""
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser.new_page()
        browser.close()


@pytest.fixture(autouse=True)
def _no_complaint_of_slack(story: Story) -> Iterator[None]:
    """Whatever a test did: everything that Slack sent was acknowledged, everything that we sent was accepted."""
    yield
    log = story.slack.log()
    complaints = [(row["summary"], row.get("detail")) for row in log if row["direction"] == "internal"]
    assert complaints == []
    if story.transport == "http":
        answers = {row["summary"] for row in log if row["direction"] == "from_bot" and "HTTP" in row["summary"]}
        assert answers == {"HTTP 200"}
    else:
        sent = [row for row in log if row["summary"].startswith("envelope ")]
        assert len([row for row in log if row["kind"] == "ack"]) == len(sent)


def drafted(slack: LocalSlack, channel: str, words: str, *, by: str = MIA) -> Seen:
    """The card that answers an order in a thread."""
    said = slack.say(by, channel, f"{BOT} {words}")
    return slack.wait_for(channel, "Draft", thread_ts=said)


def number_of(card: Seen) -> str:
    """The number of the draft that a card shows."""
    return card.lines[0].split()[1]


def changed(slack: LocalSlack, card: Seen, words: str) -> Seen:
    """The same card once it holds these words."""
    return slack.wait_for(
        card.raw["channel"], lambda seen: seen.ts == card.ts and words in seen, thread_ts=card.thread_ts
    )


def cards(slack: LocalSlack, card: Seen) -> list[Seen]:
    """The order cards in the thread of this one."""
    thread = slack.channel(card.raw["channel"], thread_ts=card.thread_ts)
    ours = [seen for seen in thread if seen.raw["user"] == BOT_USER]
    return [seen for seen in ours if seen.raw["blocks"][0]["type"] == "header"]


def test_words_become_a_card_that_the_thread_changes_and_confirm_makes_an_order(story: Story) -> None:
    """Prices, departures and credit on the card; one card from the first word to the order."""
    slack = story.slack
    card = drafted(slack, "C0LEEDS", THISTLE)
    number = number_of(card)
    assert card.lines == [
        f"Draft {number} · Thistle",
        "Ship to", "norwich warehouse", "Norwich",
        "Wanted", "Fri 18 Nov 2011", "Their PO", "TT-4411", "From", "MAIN and NORTH",
        "Article", "Quantity", "Price", "Net",
        "85099B", "Jumbo Bag Red", "5 dozen (60)", "£1.65", "£99.00",
        "22423", "Cakestand 3 Tier", "60 each", "£10.95", "£657.00",
        "Leaves Tue 15 Nov 2011, arrives Wed 16 Nov 2011",
        "•  60 × 85099B from MAIN", "•  50 × 22423 (40 from MAIN and 10 from NORTH)",
        "Leaves Wed 23 Nov 2011, arrives Thu 24 Nov 2011",
        "•  10 × 22423 from supplier order SUP-1, due Tue 22 Nov 2011",
        "Net £756.00 · VAT 20% £151.20 · Total £907.20",
        "Credit after this order: £907.20 of £2,500.00, £1,592.80 left",
        ":warning: Worth a look", "•  Wanted by Fri 18 Nov 2011; the last of it can be there on Thu 24 Nov 2011.",
        "Confirm", "Edit", "Discard",
        "Stock is reserved until 09:15 · write in this thread to change anything",
    ]  # fmt: skip
    slack.say(MIA, "C0LEEDS", "make it 3 doz and drop the cakestands", thread_ts=card.thread_ts)
    card = changed(slack, card, "3 dozen (36)")
    assert "22423" not in card
    assert "Net £74.88 · VAT 20% £14.98 · Total £89.86" in card
    slack.click(MIA, card, "Confirm")
    order = changed(slack, card, f"SO-{number} · Thistle")
    assert "Complete by\nWed 16 Nov 2011" in order
    assert order.buttons == []
    assert len(cards(slack, order)) == 1


def test_an_order_over_the_limit_is_decided_by_whoever_may(story: Story) -> None:
    """The approvers see the excess, the rep is refused where only she sees it, Sam's click releases the order."""
    slack = story.slack
    card = drafted(slack, "C0HULL", "meadow want 1000 x 22423")
    number = number_of(card)
    slack.click(MIA, card, "Confirm")
    changed(slack, card, "Held because it goes over the credit limit.")
    asked = slack.wait_for(APPROVALS, f"SO-{number}")
    assert asked.buttons == ["Approve", "Approve with terms", "Reject"]
    for words in ("Credit limit\n£4,800.00", "After this order\n£13,140.00", "Over the limit by\n£8,340.00"):
        assert words in asked
    slack.click(MIA, asked, "Approve")
    refused = slack.wait_for(APPROVALS, "Sorry, you may not decide this.", user=MIA)
    assert refused.raw["subtype"] == "ephemeral"
    slack.click(SAM, asked, "Approve")
    decided = slack.wait_for(APPROVALS, lambda seen: seen.ts == asked.ts and "Approved" in seen)
    assert decided.buttons == []
    changed(slack, card, f"SO-{number} · Meadow")
    slack.wait_for("C0HULL", "was released by Sam", thread_ts=card.thread_ts)


def test_a_rejection_needs_a_reason_that_the_rep_reads(story: Story) -> None:
    """The window opens at once, says what is missing beside the field, and closes when it was stored."""
    slack = story.slack
    card = drafted(slack, "C0HULL", "wharf want 12 x 22423")
    slack.click(MIA, card, "Confirm")
    asked = slack.wait_for(APPROVALS, f"SO-{number_of(card)}")
    slack.click(SAM, asked, "Reject")
    assert "Reject" in slack.modal().raw["title"]["text"]
    typed = {"type": "plain_text_input", "value": "   "}
    assert slack.submit(SAM, {"comment": {"comment": typed}}) == {
        "comment": "Please say why, the rep is told this reason."
    }
    assert slack.submit(SAM, {"comment": {"comment": typed | {"value": "They owe us since October"}}}) == {}
    slack.wait_for("C0HULL", "They owe us since October", thread_ts=card.thread_ts)
    assert slack.wait_for(APPROVALS, lambda seen: seen.ts == asked.ts and "Rejected" in seen).buttons == []


def test_an_article_that_could_be_several_is_answered_with_the_select(story: Story) -> None:
    """Confirm comes with the answer."""
    slack = story.slack
    card = drafted(slack, "C0YORK", "free want 12 heart of wicker")
    assert "Which article is “12 heart of wicker”?" in card
    assert card.buttons == ["Edit", "Discard"]
    slack.click(MIA, card, "WICKER2 · Heart Of Wicker Large")
    card = changed(slack, card, "12 each")
    assert "Which article" not in card
    assert "Heart Of Wicker Large" in card
    assert "Confirm" in card.buttons


def test_commands_are_answered_in_the_channel_where_they_were_typed(story: Story) -> None:
    """/stock says what is here and what is due, /order makes a draft, /status finds it."""
    slack = story.slack
    slack.command(SAM, "C0BATH", "/stock", "40 owl doorstops")
    answer = slack.wait_for("C0BATH", "Owl Doorstop", user=SAM)
    assert "Yes, 40 are here." in answer
    assert "200 due Fri 25 Nov 2011 (SUP-2, MAIN)" in answer
    slack.command(MIA, "C0BATH", "/order", "free want 24 cake tin")
    number = number_of(slack.wait_for("C0BATH", "24 each"))
    slack.command(MIA, "C0BATH", "/status", number)
    slack.wait_for("C0BATH", lambda seen: number in seen and "Confirm" not in seen.buttons, user=MIA)


def test_a_direct_message_is_an_order_and_its_correction_corrects_the_draft(story: Story) -> None:
    """Nobody needs to be mentioned there; what is deleted, or only liked, changes nothing."""
    slack = story.slack
    said = slack.write_directly(MIA, "free want 12 cake tin")
    card = slack.wait_for(said.raw["channel"], "12 each", thread_ts=said.ts)
    slack.correct(said, "free want 18 cake tin")
    card = changed(slack, card, "18 each")
    slack.like(SAM, card, "eyes")
    slack.delete(said)
    assert ["18 each" in seen for seen in cards(slack, card)] == [True]


def test_app_home_shows_what_waits(story: Story) -> None:
    """The page is drawn anew each time it is opened."""
    slack = story.slack
    number = number_of(drafted(slack, "C0YORK", "free want 36 cake tin"))
    slack.open_home(MIA)
    home = until(lambda: slack.home(MIA), "App Home")
    assert home.lines[0] == "Good day, Mia"
    assert f"Draft {number} · Free" in home
    assert "1 line, £432.00 · wanted as soon as possible · ready to confirm" in home


@pytest.mark.browser
def test_the_window_saves_what_was_typed_into_it(story: Story, page: Page) -> None:
    """In local-slack's own page: what is wrong is said and the window stays, a good row closes it."""
    slack = story.slack
    card = drafted(slack, "C0LEEDS", "thistle want 12 owl doorstop")
    slack.click(MIA, card, "Edit")
    slack.modal()
    page.goto(slack.url)
    window = page.locator(".modal")
    expect(window.locator(".modal-title")).to_have_text(f"Edit Draft {number_of(card)}")
    lines = window.locator(".bk-input", has_text="Lines")
    expect(lines.locator("input")).to_have_value("12 OWL")
    window.get_by_role("button", name="Save").click()
    expect(window.locator(".modal-error")).to_contain_text("Please name at least one article")
    lines.locator("input").fill("plenty of owls")
    window.get_by_role("button", name="Save").click()
    expect(window.locator(".modal-error")).to_contain_text("Expected quantity, unit and SKU")
    lines.locator("input").fill("24 OWL")
    window.locator(".bk-input", has_text="Their PO").locator("input").fill("TT-7")
    window.locator(".bk-input", has_text="Ship to").locator("select").select_option("norwich warehouse")
    window.get_by_role("button", name="Save").click()
    expect(window).to_have_count(0)
    card = changed(slack, card, "24 each")
    assert "Ship to\nnorwich warehouse" in card
    assert "Their PO\nTT-7" in card
    assert len(cards(slack, card)) == 1


def test_what_slack_delivers_twice_has_one_effect(story: Story) -> None:
    """The same message and the same click, both again: one card, one order."""
    slack = story.slack
    with everything_twice(story) as repeat:
        card = drafted(slack, "C0YORK", "free want 48 cake tin")
        repeat()
        slack.click(MIA, card, "Confirm")
        repeat()
        changed(slack, card, f"SO-{number_of(card)} · Free")
    # What is worked after them was worked after the repeats.
    later = drafted(slack, "C0YORK", "free want 6 cake tin")
    assert int(number_of(later)) == int(number_of(card)) + 1
    assert len(cards(slack, card)) == 1
