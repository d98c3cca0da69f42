"""What people ask: stock, dates, orders and waiting lines; in channels, threads, commands, DMs and App Home."""

import pytest

from domain.orders import queries as orders
from domain.shared.actors import system
from tests.support.running import Running
from tests.support.stories import drafted, ordered, says

pytestmark = pytest.mark.data


def test_have_we_got_and_when_could_we_do_more(desk: Running) -> None:
    """The second question takes its article from the first; the date comes with its reasons."""
    slack = desk.workspace
    ts = slack.say("mia", "#orders", "have we got 40 owl doorstops")
    says(
        slack.wait_for("#orders", ts, "OWL DOORSTOP", timeout=30),
        "21116 OWL DOORSTOP", "Yes, 40 are here. 80 free now (60 MAIN and 20 NORTH)",
        "144 due Fri 25 Nov 2011 (SUP-0369-0, MAIN)",
    )  # fmt: skip
    slack.say("mia", "#orders", "when could we do 200", thread_ts=ts)
    says(
        slack.wait_for("#orders", ts, "all there by"),
        "200 × 21116 OWL DOORSTOP: all there by Tue 29 Nov 2011",
        "120 can leave Mon 28 Nov 2011 and arrive Tue 29 Nov 2011",
        "Why: 80 free now · 144 due Fri 25 Nov 2011 (SUP-0369-0, MAIN)",
    )  # fmt: skip


def test_a_price_asked_beside_an_order_is_answered_beside_its_draft(desk: Running) -> None:
    """The bags are drafted, the owl is priced for the same customer in the same thread."""
    slack = desk.workspace
    ts = slack.say("mia", "#orders", "thistle: get me a price for the owl doorstop; 12 jumbo bag strawberry too please")
    says(slack.wait_for("#orders", ts, "OWL DOORSTOP", timeout=30), "Thistle & Thyme Gifts", "21116", "£")
    says(slack.wait_for("#orders", ts, "85099F"), "12")


def test_questions_beside_an_order_are_answered_or_left_to_a_person(desk: Running) -> None:
    """What we know is answered in the thread of the draft; on its card stands what nobody has answered yet."""
    slack = desk.workspace
    number = ordered(drafted(slack, "mia", "gosling 36 x 22469"))
    words = f"gosling want 24 x 22470. where is {number}, and have we got 40 owl doorstops? "
    ts = slack.say("mia", "#orders", words + "has anyone sent them a copy of the October invoice?")
    card = slack.wait_for("#orders", ts, lambda seen: "Confirm" in seen.labels, timeout=30)
    says(card, "22470", "They also ask", "has anyone sent them a copy of the October invoice?")
    says(slack.wait_for("#orders", ts, "OWL DOORSTOP"), "Yes, 40 are here")
    draft = number.replace("SO-", "Draft ")
    says(slack.wait_for("#orders", ts, lambda seen: draft in seen.words and not seen.labels), "Where it is")
    slack.click("mia", card, "Confirm")
    confirmed = slack.wait_for("#orders", ts, lambda seen: seen.labels == ("Answered",))
    says(confirmed, "Confirmed", "They also ask")
    slack.click("mia", confirmed, "Answered")
    answered = slack.wait_for("#orders", ts, lambda seen: seen.ts == card.ts and not seen.labels)
    assert "They also ask" not in answered.words


def test_where_an_order_is_and_what_a_customer_waits_for(desk: Running) -> None:
    """Both answers name the receipt behind the date."""
    slack = desk.workspace
    card = drafted(slack, "mia", "thistle want 60 regency cakestand 3 tier")
    number = ordered(card)
    slack.click("mia", card, "Confirm")
    slack.wait_for("#orders", card.thread_ts, "is confirmed")
    ts = slack.say("tom", "#orders", f"where is {number}")
    says(slack.wait_for("#orders", ts, number), "Confirmed", "Thistle & Thyme Gifts", "SUP-1304-0", "22 Nov 2011")
    ts = slack.say("tom", "#orders", "what is Thistle waiting for")
    says(slack.wait_for("#orders", ts, "SUP-1304-0"), "Thistle & Thyme Gifts", number, "10", "22423", "24 Nov 2011")
    slack.command("tom", "#orders", "/status", number.removeprefix("SO-"))
    slack.wait_for("#orders", None, number)


def test_commands_are_the_same_as_words(desk: Running) -> None:
    """/stock answers, /order drafts, and a command without words is told what to write."""
    slack = desk.workspace
    slack.command("mia", "#orders", "/stock", "owl doorstop")
    slack.wait_for("#orders", None, "OWL DOORSTOP", timeout=30)
    slack.command("mia", "#orders", "/order", "gosling 12 x 22469")
    card = slack.wait_for("#orders", None, "Gosling & Grey")
    assert card.labels == ("Confirm", "Edit", "Discard")
    slack.click("mia", card, "Discard")
    gone = slack.wait_for("#orders", None, lambda seen: seen.ts == card.ts and not seen.labels)
    assert "Gosling & Grey" in gone
    assert len(slack.thread("#orders", card.ts)) == 1
    slack.command("mia", "#orders", "/order", "")
    note = slack.wait_for("#orders", None, "Please write what you want behind /order", user="mia")
    assert note.is_ephemeral


def test_a_command_is_answered_where_we_are_no_member(desk: Running) -> None:
    """Only to who asked, and so is what went wrong; in the orders channel everybody sees the answer."""
    slack = desk.workspace
    slack.command("mia", "#warehouse", "/stock", "owl doorstop")
    answer = slack.wait_for("#warehouse", None, "OWL DOORSTOP", user="mia", timeout=30)
    assert answer.is_ephemeral
    card = drafted(slack, "mia", "oakapple want 6 x 22469")
    slack.command("mia", "#warehouse", "/status", ordered(card))
    slack.wait_for("#warehouse", None, "Oakapple", user="mia")
    slack.command("mia", "#warehouse", "/status", "SO-999999")
    slack.wait_for("#warehouse", None, "I cannot find SO-999999", user="mia")
    assert slack.channel("#warehouse") == []
    slack.command("tom", "#orders", "/status", ordered(card))
    assert not slack.wait_for("#orders", None, "Oakapple").is_ephemeral


def test_a_direct_word_drafts_and_app_home_shows_what_waits(desk: Running) -> None:
    """Home has the drafts of whoever opens it, and for a credit manager what waits for a decision."""
    slack = desk.workspace
    ts = slack.say("lena", "@bot", "hollybush want 24 x 22469")
    card = slack.wait_for("@bot", ts, "Hollybush", timeout=30, user="lena")
    assert "Confirm" in card.labels
    home = slack.home("lena", wanted="Hollybush")
    assert ordered(card).replace("SO-", "Draft ") in home.words
    held = drafted(slack, "tom", "muddy paws want 300 x 22423")
    slack.click("tom", held, "Confirm")
    slack.wait_for("#approvals", None, "Muddy Paws")
    assert ordered(held) in slack.home("sam", wanted="Muddy Paws").words
    assert "Muddy Paws" not in slack.home("mia", wanted="Good day").words


def test_a_mention_that_is_no_order_gets_help_and_chatter_gets_nothing(desk: Running) -> None:
    """We answer when spoken to, and stay out of what people say to each other."""
    slack = desk.workspace
    quiet = slack.say("mia", "#orders", "lunch at one? the usual place")
    ts = slack.say("mia", "#orders", "@OrderClerk how is life")
    slack.wait_for("#orders", ts, lambda seen: seen.user == "U0CLERKBOT")
    assert len(slack.thread("#orders", quiet)) == 1


def test_people_unknown_to_us_may_talk_but_not_order(desk: Running) -> None:
    """Who is no employee is told so only when we are meant, and nothing comes of it."""
    slack = desk.workspace
    quiet = slack.say("nell", "#orders", "lunch at one? the usual place")
    slack.say("nell", "#orders", "juniper want 12 x 22469")
    note = slack.wait_for("#orders", None, "nobody has linked you to an employee yet", user="nell", timeout=30)
    assert note.is_ephemeral
    assert len(slack.thread("#orders", quiet)) == 1
    assert len([each for each in slack.channel("#orders", user="nell") if each.is_ephemeral]) == 1
    with desk.runtime.transactions.read() as session:
        assert orders.orders_of(session, desk.desk(system("test")), "13627", limit=1)[0].channel == "import"
