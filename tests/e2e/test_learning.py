"""What a correction teaches: the customer's words are read at once the next time, with an owner, evidence and undo."""

import html
import json
import time

import pytest

from app.reading import FRESH_FOR
from domain.catalog import queries as catalog
from domain.catalog import service as catalog_verbs
from domain.catalog.schemas import AliasView
from domain.catalog.schemas import ProductView
from domain.intake import queries as intake
from domain.intake.models import DraftedReading
from domain.shared.actors import system
from simulator.client import SeenMessage
from tests.support.commands import orderclerk
from tests.support.running import Running
from tests.support.stories import drafted, ordered, says, shown, state_of, thread_card

pytestmark = pytest.mark.data

THISTLE, JUNIPER, HOLLYBUSH, GOSLING = "12502", "13627", "18037", "13491"
SWEETHEART, REGENCY, BUNTING, HOTTIE, FORKS = "22776", "22423", "21621", "22111", "22470"
MIA, TOM = "mia.rep@wholesaler.example", "tom.rep@wholesaler.example"
BUYER = "orders@goslinggrey.example"


def known(desk: Running, customer_id: str) -> list[AliasView]:
    """Everything that was ever learned about a customer's words."""
    with desk.runtime.transactions.read() as session:
        return catalog.aliases_of(session, customer_id)


def standing(desk: Running, customer_id: str) -> list[tuple[str, str, str]]:
    """What stands: the words, the article and whose word it is."""
    return [(each.said, each.sku, each.owner_id) for each in known(desk, customer_id) if each.ended_on is None]


def confirmed(desk: Running, who: str, card: SeenMessage) -> str:
    """The number of a draft that somebody confirms, once what it teaches is learned and every index knows it."""
    number = ordered(card)
    desk.workspace.click(who, card, "Confirm")
    desk.until(lambda session: state_of(desk, number)[0] == "confirmed")
    desk.until(lambda session: session.get(DraftedReading, number) is None)
    time.sleep(FRESH_FOR + 0.2)
    return number


def answered(desk: Running, who: str, words: str, label: str) -> SeenMessage:
    """The card of an order whose one question somebody answered by button."""
    card = drafted(desk.workspace, who, words)
    desk.workspace.click(who, card, next(each for each in card.labels if each.startswith(label)))
    return desk.workspace.wait_for("#orders", card.thread_ts, lambda seen: "Confirm" in seen.labels)


def edited(desk: Running, who: str, card: SeenMessage, values: dict[str, str]) -> SeenMessage:
    """The card after somebody saved these values in its edit window."""
    slack = desk.workspace
    before = card.words
    slack.click(who, card, "Edit")
    assert slack.submit(who, slack.modal(who), values) == {}
    return slack.wait_for(
        "#orders", card.thread_ts, lambda seen: seen.ts == card.ts and seen.words != before and "Confirm" in seen.labels
    )


def test_an_answered_question_is_an_alias_of_that_customer_until_it_is_undone(desk: Running) -> None:
    """The next message reads the words at once and says from whom; nobody else's words change; undo asks again."""
    slack = desk.workspace
    number = confirmed(desk, "mia", answered(desk, "mia", "thistle want 12 spotty bags", "22377"))
    (alias,) = known(desk, THISTLE)
    assert (alias.phrase, alias.said, alias.sku) == ("spotty bag", "spotty bags", "22377")
    assert (alias.owner_id, alias.order_number, alias.source_text) == (MIA, number, "12 spotty bags")
    assert (alias.source or "").startswith("slack:click:")
    card = drafted(slack, "mia", "thistle want 24 spoty bag please")
    says(
        card,
        "22377",
        "BOTTLE BAG RETROSPOT",
        "24 each",
        "their “spotty bags”, learned from Mia Okafor, Mon 14 Nov 2011)",
    )
    assert card.labels == ("Undo “spotty bags”", "Confirm", "Edit", "Discard")
    assert "22377 · BOTTLE BAG RETROSPOT" in drafted(slack, "mia", "gosling want 12 spotty bags").labels
    slack.click("tom", card, "Undo “spotty bags”")
    says(
        slack.wait_for("#orders", card.thread_ts, "no longer means"), "“spotty bags” no longer means 22377 for Thistle"
    )
    slack.wait_for(
        "#orders", card.thread_ts, lambda seen: seen.ts == card.ts and "Undo “spotty bags”" not in seen.labels
    )
    time.sleep(FRESH_FOR + 0.2)
    assert "22377 · BOTTLE BAG RETROSPOT" in drafted(slack, "mia", "thistle want 24 spotty bags").labels
    assert [(each.ended_why, each.ended_by) for each in known(desk, THISTLE)] == [("undone", "Tom Beckett")]


def test_a_draft_that_is_thrown_away_teaches_nothing(desk: Running) -> None:
    """Nor does an answer that is no longer in the order when it is confirmed."""
    slack = desk.workspace
    card = answered(desk, "mia", "hollybush want 2 union jack bunting", "21621")
    slack.click("mia", card, "Discard")
    desk.until(lambda session: state_of(desk, ordered(card))[0] == "discarded")
    card = answered(desk, "mia", "hollybush want 2 union jack bunting", "21621")
    confirmed(desk, "mia", edited(desk, "mia", card, {"lines": "3 22111"}))
    assert known(desk, HOLLYBUSH) == []


def test_the_same_person_replaces_and_another_one_puts_the_words_in_dispute(desk: Running) -> None:
    """A contradiction of one's own word counts; that of somebody else makes it a question again, until one is undone."""
    slack = desk.workspace
    confirmed(desk, "mia", answered(desk, "mia", "juniper want 12 cakestands", SWEETHEART))
    card = drafted(slack, "mia", "juniper want 12 cakestands")
    says(card, "SWEETHEART CAKESTAND 3 TIER", "their “cakestands”, learned from Mia Okafor")
    confirmed(desk, "mia", edited(desk, "mia", card, {"lines": f"12 {REGENCY}"}))
    assert [(each.sku, each.ended_why) for each in known(desk, JUNIPER)] == [(SWEETHEART, "replaced"), (REGENCY, None)]
    card = drafted(slack, "tom", "juniper want 12 cakestands")
    says(card, "REGENCY CAKESTAND 3 TIER")
    confirmed(desk, "tom", edited(desk, "tom", card, {"lines": f"12 {SWEETHEART}"}))
    assert standing(desk, JUNIPER) == [("cakestands", REGENCY, MIA), ("cakestands", SWEETHEART, TOM)]
    asked = drafted(slack, "mia", "juniper want 12 cakestands")
    says(asked, "Which article is “12 cakestands”?")
    assert "Confirm" not in asked.labels
    slack.command("lena", "#orders", "/order", "aliases Juniper")
    shown_list = slack.wait_for("#orders", None, "2 aliases of")
    says(
        shown_list, "“cakestands” is 22423 REGENCY CAKESTAND 3 TIER", "Mia Okafor, Mon 14 Nov 2011, with SO-",
        "In dispute with 22776, so we ask each time.",
    )  # fmt: skip
    slack.click("lena", shown_list, "Undo")
    says(
        slack.wait_for("#orders", shown_list.ts, "no longer means"),
        "“cakestands” no longer means 22423 for Juniper & Jet. Tom Beckett taught that it means 22776",
    )
    time.sleep(FRESH_FOR + 0.2)
    says(drafted(slack, "mia", "juniper want 12 cakestands"), "their “cakestands”, learned from Tom Beckett")


def test_words_that_no_article_explains_are_named_in_the_edit_window(desk: Running) -> None:
    """What the person writes there is what the words mean from now on."""
    slack = desk.workspace
    card = drafted(slack, "mia", "gosling want 4 x 22469 and 2 raclette forks")
    assert "Confirm" not in card.labels
    confirmed(desk, "mia", edited(desk, "mia", card, {"question:0": FORKS}))
    assert standing(desk, GOSLING) == [("raclette forks", FORKS, MIA)]
    card = drafted(slack, "mia", "gosling want 3 raclette forks")
    says(card, "HEART OF WICKER LARGE", "3 each", "their “raclette forks”")
    assert "Confirm" in card.labels
