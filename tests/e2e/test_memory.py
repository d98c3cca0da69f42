"""What a conversation remembers: changes taken back, orders taken again, the usual, and two people at one draft."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.orders import queries as orders
from domain.shared.actors import system
from simulator.client import SeenMessage, Workspace
from tests.support.running import Running
from tests.support.stories import clicked_again, drafted, ordered, says, shown, state_of, thread_card

pytestmark = pytest.mark.data


def lines_of(desk: Running, number: str) -> list[tuple[str, int]]:
    """What an order holds: SKU and base quantity."""
    with desk.runtime.transactions.read() as session:
        order = orders.order(session, desk.desk(system("test")), number)
    return [(line.sku, int(line.base_quantity)) for line in order.lines]


def writes(slack: Workspace, card: SeenMessage, words: str, expected: str, *, who: str = "mia") -> SeenMessage:
    """Somebody writes in the thread of a card; the word that answers."""
    said = slack.say(who, "#orders", words, thread_ts=card.thread_ts)
    return slack.wait_for("#orders", card.thread_ts, lambda seen: seen.ts > said and expected in "\n".join(shown(seen)))


def now(slack: Workspace, card: SeenMessage, words: str) -> SeenMessage:
    """The card itself, once it says this."""
    return slack.wait_for("#orders", card.thread_ts, lambda seen: seen.ts == card.ts and words in seen.words)


def held(desk: Running, number: str, lines: list[tuple[str, int]]) -> None:
    """Wait until an order holds exactly these lines."""
    desk.until(lambda session: [
        (line.sku, int(line.base_quantity))
        for line in orders.order(session, desk.desk(system("test")), number).lines
    ] == lines)  # fmt: skip


def test_a_thread_takes_its_changes_back_one_by_one(desk: Running) -> None:
    """Words, a window and a button: each is one step, the card says what was undone, and then nothing is left."""
    slack = desk.workspace
    card = drafted(slack, "mia", "castellan want 24 x 85123A and 12 x 22469")
    number = ordered(card)
    writes(slack, card, "make it 3 doz 22469 and drop the 85123A", "dropped")
    slack.click("mia", now(slack, card, "3 dozen (36)"), "Edit")
    assert slack.submit("mia", slack.modal("mia"), {"lines": "5 dozen 22469", "customer_po": "CA-1"}) == {}
    held(desk, number, [("22469", 60)])
    says(
        writes(slack, card, "undo", "Undone"),
        "Undone Draft", "22469 HEART OF WICKER SMALL: 5 dozen (60) → 3 dozen (36)", "Their PO: CA-1 → –",
    )  # fmt: skip
    says(
        now(slack, card, "Undone:"),
        "Undone: 22469 HEART OF WICKER SMALL: 5 dozen (60) → 3 dozen (36); Their PO: CA-1 → –.",
    )
    assert lines_of(desk, number) == [("22469", 36)]
    writes(slack, card, "put it back as it was please", "Undone")
    assert lines_of(desk, number) == [("85123A", 24), ("22469", 12)]
    slack.say("mia", "#orders", "undo that", thread_ts=card.thread_ts)
    slack.wait_for("#orders", card.thread_ts, f"Nothing of {number} was changed that could be undone", user="mia")
    writes(slack, card, "add 6 x 22470", "22470")
    writes(slack, card, "undo that and make the 22469 18", "18")
    assert lines_of(desk, number) == [("85123A", 24), ("22469", 18)]


def test_an_undo_after_confirm_asks_whether_to_cancel(desk: Running) -> None:
    """The button cancels what it showed; a picked order says why not."""
    slack = desk.workspace
    card = drafted(slack, "mia", "bellweather want 12 x 22469")
    slack.click("mia", card, "Confirm")
    thread_card(slack, card.thread_ts, "is confirmed")
    question = writes(slack, card, "undo", "Cancel SO-")
    assert question.labels == (f"Cancel {ordered(card)}", "Ask the order desk")
    assert state_of(desk, ordered(card))[0] == "confirmed"
    slack.click("mia", question, f"Cancel {ordered(card)}")
    thread_card(slack, card.thread_ts, "was cancelled")
    assert state_of(desk, ordered(card))[0] == "cancelled"
    clicked_again(desk, "mia", question, "Cancel")
    assert state_of(desk, ordered(card))[0] == "cancelled"


@pytest.mark.parametrize("words", ["drop the 22469", "make it 3 doz", "ship it to York instead", "cancel it"])
def test_words_after_confirm_are_never_met_with_silence(desk: Running, words: str) -> None:
    """They are told that the order is confirmed, and what can be done."""
    slack = desk.workspace
    card = drafted(slack, "tom", "tollgate want 12 x 22469 and 6 x 22470")
    slack.click("tom", card, "Confirm")
    thread_card(slack, card.thread_ts, "is confirmed")
    before = lines_of(desk, ordered(card))
    answer = writes(slack, card, words, "is confirmed", who="tom")
    assert answer.labels == (f"Cancel {ordered(card)}", "Ask the order desk")
    assert words in answer.words
    slack.click("tom", answer, "Ask the order desk")
    asked = f"asks for a change of {ordered(card)}"
    says(slack.wait_for("#orders", None, asked), words)
    assert lines_of(desk, ordered(card)) == before
    quiet = slack.say("tom", "#orders", "thanks, lovely", thread_ts=card.thread_ts)
    slack.click("tom", answer, f"Cancel {ordered(card)}")
    thread_card(slack, card.thread_ts, "was cancelled")
    assert [
        seen for seen in slack.thread("#orders", card.thread_ts or "") if seen.ts > quiet and "lovely" in seen
    ] == []


def test_the_same_for_another_customer_and_the_same_again(desk: Running) -> None:
    """A new draft each time, with the new customer's prices; the thread goes on with the new one."""
    slack = desk.workspace
    card = drafted(slack, "mia", "black sheep want 12 x 22469 and 2 dozen 85123A, PO BS-1")
    other = writes(slack, card, "same again for Fettle", "Fettle & Finch")
    says(other, "12 each", "2 dozen (24)", "the same as in the order above")
    assert "BS-1" not in other
    assert ordered(other) != ordered(card)
    writes(slack, card, "make the 22469 18", "18")
    assert (lines_of(desk, ordered(card)), lines_of(desk, ordered(other))) == (
        [("22469", 12), ("85123A", 24)], [("22469", 18), ("85123A", 24)],
    )  # fmt: skip
    newest = thread_card(slack, card.thread_ts, "Fettle & Finch")
    slack.click("mia", slack.wait_for("#orders", card.thread_ts, lambda seen: seen.ts == other.ts), "Confirm")
    thread_card(slack, card.thread_ts, "is confirmed")
    repeated = writes(slack, card, "same again please", "Fettle & Finch")
    says(repeated, f"from {ordered(other)} of Mon 14 Nov 2011")
    third = writes(slack, card, "and the same for thistle please", "Thistle & Thyme")
    assert lines_of(desk, ordered(third)) == [("22469", 18), ("85123A", 24)]
    assert newest.ts <= third.ts
    again = slack.say("mia", "#orders", "fettle: same as last time but make the 22469 6, by friday")
    repeated = thread_card(slack, again, "Draft")
    says(repeated, "Fri 18 Nov 2011", f"from {ordered(other)} of Mon 14 Nov 2011", "6 each", "2 dozen (24)")


def test_the_usual_is_saved_shown_and_offered(desk: Running) -> None:
    """Saved from a draft, replaced, and offered with where it came from."""
    slack = desk.workspace
    asked = slack.say("mia", "#orders", "saltmarsh want their usual")
    card = thread_card(slack, asked, "Saltmarsh Interiors")
    says(card, "“their usual”: no earlier order is known to take it from. What is wanted?")
    assert "Confirm" not in card.labels
    card = drafted(slack, "mia", "saltmarsh want 12 x 22469 and 2 dozen 85123A")
    says(writes(slack, card, "save this as Saltmarsh's usual", "usual order is saved"), "12 each × 22469")
    slack.say("mia", "#orders", "save this as Fettle's usual", thread_ts=card.thread_ts)
    slack.wait_for("#orders", card.thread_ts, "is for Saltmarsh Interiors, not for Fettle", user="mia")
    writes(slack, card, "make the 22469 6", "6")
    says(writes(slack, card, "save it as their usual", "It replaces"), "6 each × 22469", "12 each × 22469")
    says(writes(slack, card, "what is Saltmarsh's usual?", "usual order, from"), "6 each × 22469", "Mia Okafor")
    usual = thread_card(slack, slack.say("tom", "#orders", "the usual for saltmarsh please"), "Draft")
    says(usual, "6 each", "2 dozen (24)", f"their usual, saved from {ordered(card)}")
    assert lines_of(desk, ordered(usual)) == [("22469", 6), ("85123A", 24)]


def test_a_usual_article_is_asked_with_what_they_buy(desk: Running) -> None:
    """A button for each that fits, with the quantity that they usually take."""
    slack = desk.workspace
    first = drafted(slack, "mia", "dovecote want 10 x 21116, 4 x 21411 and 24 x 85123A")
    slack.click("mia", first, "Confirm")
    thread_card(slack, first.thread_ts, "is confirmed")
    card = drafted(slack, "mia", "dovecote want 6 x 22469 and their usual doorstops")
    says(card, "Which article is “their usual doorstops”? These are what they buy.")
    assert card.labels[:2] == ("21116 · OWL DOORSTOP", "21411 · GINGHAM HEART DOORSTOP RED")
    slack.click("mia", card, "21116 · OWL DOORSTOP")
    done = slack.wait_for("#orders", card.thread_ts, lambda seen: "Confirm" in seen.labels)
    assert lines_of(desk, ordered(done)) == [("22469", 6), ("21116", 10)]


def test_whose_order_is_meant_may_be_answered_later(desk: Running) -> None:
    """The customer is asked for; once known, the last order stands in the draft."""
    slack = desk.workspace
    first = drafted(slack, "mia", "rosehip want 10 x 21116")
    slack.click("mia", first, "Confirm")
    thread_card(slack, first.thread_ts, "is confirmed")
    ts = slack.say("mia", "#orders", "repeat the last order please")
    card = thread_card(slack, ts, "Which customer is this order for?")
    writes(slack, card, "for rosehip", "OWL DOORSTOP")
    assert lines_of(desk, ordered(card)) == [("21116", 10)]


def test_a_window_that_others_overtook_shows_what_is_now(desk: Running) -> None:
    """Nothing is overwritten and nothing that was typed is lost; saving again saves."""
    slack = desk.workspace
    card = drafted(slack, "mia", "harbour lane want 12 x 22469")
    slack.click("tom", card, "Edit")
    window = slack.modal("tom")
    writes(slack, card, "make it 3 doz 22469", "3 dozen")
    assert slack.submit("tom", window, {"lines": "10 each 22469", "customer_po": "HL-9"}) == {}
    fresh = slack.modal("tom")
    for words in ("changed while this window was open", "12 → 3 dozen", "10 each 22469", "customer_po: HL-9"):
        assert words in fresh.words, fresh.words
    assert lines_of(desk, ordered(card)) == [("22469", 36)]
    assert slack.submit("tom", fresh, {"lines@2": "10 each 22469"}) == {}
    held(desk, ordered(card), [("22469", 10)])


def test_a_thread_and_a_window_at_the_same_moment_lose_nothing(desk: Running) -> None:
    """Again and again: both changes stand, or the window shows the other one; never is one of them gone."""
    slack = desk.workspace
    for turn in range(6):
        card = drafted(slack, "mia", f"fernandez want 12 x 22469 and 6 x 22470, PO FE-{turn}")
        number = ordered(card)
        slack.click("tom", card, "Edit")
        window = slack.modal("tom")
        typed = {"lines": "24 each 22469\n6 each 22470"}
        with ThreadPoolExecutor(2) as pool:
            saved = pool.submit(slack.submit, "tom", window, typed)
            pool.submit(slack.say, "mia", "#orders", "make the 22470 18", thread_ts=card.thread_ts).result()
            assert saved.result() == {}
        overtaken = slack.open_modal("tom")
        held(desk, number, [("22469", 12 if overtaken else 24), ("22470", 18)])
        if overtaken:
            assert "18" in overtaken.words
            slack.close("tom", overtaken)


def test_a_button_that_was_overtaken_says_what_changed(desk: Running) -> None:
    """Confirm of an old card confirms nothing."""
    slack = desk.workspace
    card = drafted(slack, "mia", "nordlys want 12 x 22469")
    writes(slack, card, "make it 3 doz 22469", "3 dozen")
    clicked_again(desk, "tom", card, "Confirm")
    says(slack.wait_for("#orders", card.thread_ts, "12 → 3 dozen", user="tom"), "changed since this card was shown")
    assert state_of(desk, ordered(card)) == ("draft", 2)


def test_an_edited_message_does_not_drop_what_the_thread_changed(desk: Running) -> None:
    """The text is no longer what the draft holds: its writer is told."""
    slack = desk.workspace
    ts = slack.say("mia", "#orders", "hollybush want 12 x 22469")
    card = thread_card(slack, ts, "Draft")
    writes(slack, card, "make it 3 doz 22469", "3 dozen")
    slack.edit("mia", slack.thread("#orders", ts)[0], "hollybush want 14 x 22469")
    slack.wait_for("#orders", ts, "editing the message no longer changes it", user="mia")
    assert lines_of(desk, ordered(card)) == [("22469", 36)]


def test_a_mail_thread_takes_its_changes_back(desk: Running) -> None:
    """Order, two changes, two undos, the usual again, and a change after Confirm: each is answered by mail."""
    slack = desk.workspace
    buyer = "orders@kestrelonline.example"
    slack.send_mail(buyer, "please send 24 x 22469 and 12 x 22470, PO KE-7", subject="Our order")
    mail = slack.wait_for_mail(buyer, "KE-7", timeout=30)
    number = ordered(slack.wait_for("#orders", None, "KE-7"))
    for words, lines in (
        ("please make it 36 x 22469", [("22469", 36), ("22470", 12)]),
        ("please drop the 22470", [("22469", 36)]),
        ("sorry, please undo that", [("22469", 36), ("22470", 12)]),
        ("as it was please", [("22469", 24), ("22470", 12)]),
    ):
        slack.send_mail(buyer, words, reply_to=mail)
        held(desk, number, lines)
    undone = slack.wait_for_mail(buyer, "22469 HEART OF WICKER SMALL: 36 each → 24 each")
    assert "As you asked, the last change was taken back" in undone.text
    card = slack.wait_for(
        "#orders", None, lambda seen: number.removeprefix("SO-") in seen.words and "Undone:" in seen.words
    )
    slack.click("mia", card, "Confirm")
    slack.wait_for_mail(buyer, lambda seen: "confirmed" in seen.subject)
    slack.send_mail(buyer, "please drop the 22470", reply_to=mail)
    late = slack.wait_for_mail(buyer, "a mail no longer changes it by itself")
    assert "please drop the 22470" in late.text
    assert "Your words were passed on to a colleague" in late.text
    says(slack.wait_for("#orders", None, f"a change of {number}"), "please drop the 22470")
    assert state_of(desk, number)[0] == "confirmed"
    slack.send_mail(buyer, "Hello, same again please, PO KE-8", subject="Another order")
    again = slack.wait_for_mail(buyer, lambda seen: "KE-8" in seen.text)
    assert "HEART OF WICKER SMALL" in again.text
    draft = slack.wait_for("#orders", None, "KE-8")
    says(draft, f"from {number} of Mon 14 Nov 2011")
    assert lines_of(desk, ordered(draft)) == [("22469", 24), ("22470", 12)]


def test_a_buyer_does_not_take_back_what_the_desk_changed(desk: Running) -> None:
    """The last change was not theirs: a person answers."""
    slack = desk.workspace
    buyer = "orders@pepperpotdeli.example"
    slack.send_mail(buyer, "please send 24 x 22469, PO PP-7", subject="Our order")
    mail = slack.wait_for_mail(buyer, "PP-7", timeout=30)
    card = slack.wait_for("#orders", None, "PP-7")
    slack.say("mia", "#orders", "make it 36 x 22469", thread_ts=card.ts)
    held(desk, ordered(card), [("22469", 36)])
    slack.send_mail(buyer, "undo that please", reply_to=mail)
    says(slack.wait_for("#orders", None, "was not made in this thread"), "Mia Okafor")
    assert lines_of(desk, ordered(card)) == [("22469", 36)]
