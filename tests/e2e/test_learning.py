"""What a correction teaches: the customer's words are read at once the next time, with an owner, evidence and undo."""

import json
import time
from typing import Any

import pytest

from app.reading import FRESH_FOR
from domain.catalog import queries as catalog
from domain.catalog import service as catalog_verbs
from domain.catalog.schemas import AliasView
from domain.intake import queries as intake
from domain.intake.models import DraftedReading
from domain.shared.actors import system
from simulator.client import SeenMessage
from tests.support.commands import orderclerk
from tests.support.running import Running
from tests.support.stories import drafted, ordered, says, state_of

pytestmark = pytest.mark.data

THISTLE, JUNIPER, HOLLYBUSH, GOSLING = "12502", "13627", "18037", "13491"
SWEETHEART, REGENCY, FORKS = "22776", "22423", "22470"
BUNTING, WOODEN, HOTTIE = "21621", "22499", "22111"
MIA, TOM = "mia.rep@wholesaler.example", "tom.rep@wholesaler.example"
GREENFINCH, KESTREL = "orders@greenfinchgardenrooms.example", "orders@kestrelonline.example"


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
    desk.until(lambda _: state_of(desk, number)[0] == "confirmed")
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
    desk.until(lambda _: state_of(desk, ordered(card))[0] == "discarded")
    card = answered(desk, "mia", "hollybush want 2 union jack bunting", "21621")
    confirmed(desk, "mia", edited(desk, "mia", card, {"lines": "3 22111"}))
    assert known(desk, HOLLYBUSH) == []


def test_the_same_person_replaces_and_another_one_puts_the_words_in_dispute(desk: Running) -> None:
    """Contradicting oneself counts; two people who differ make it a question again, until one is undone."""
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


def test_a_proven_buyer_teaches_by_mail_and_an_unproven_one_does_not(desk: Running) -> None:
    """The words are the buyer's own; whoever only claims to be the buyer may answer and teaches nothing."""
    slack = desk.workspace
    for buyer, name, verdict in ((GREENFINCH, "Greenfinch", "pass"), (KESTREL, "Kestrel", "")):
        slack.send_mail(buyer, "please send 4 x 22469 and 3 union jack bunting", verdict=verdict)
        mail = slack.wait_for_mail(buyer, "Which article is", timeout=30)
        slack.send_mail(buyer, "the wooden one please", reply_to=mail, verdict=verdict)
        card = slack.wait_for("#orders", None, lambda seen, name=name: name in seen and "Confirm" in seen.labels)
        confirmed(desk, "mia", card)
    assert standing(desk, "13178") == [("union jack bunting", WOODEN, GREENFINCH)]
    assert known(desk, "12910") == []
    slack.send_mail(GREENFINCH, "please send 5 union jack bunting")
    card = slack.wait_for("#orders", None, lambda seen: "Greenfinch" in seen and "5 each" in seen)
    says(card, "WOODEN UNION JACK BUNTING", "their “union jack bunting”, learned from Buyer 13178")


def test_a_replay_shows_what_would_be_gained_and_lost_before_it_is_switched_on(desk: Running) -> None:
    """What was asked then is read now; an article that is sold no longer is not; nothing is changed by looking."""
    card = answered(desk, "mia", "hollybush want 6 scottie hotties and 2 union jack bunting", BUNTING)
    number = confirmed(desk, "mia", card)
    text = "hollybush want 6 scottie hotties and 2 union jack bunting"
    before = replay_of(desk, number)
    assert before == {
        "order_number": number, "text": text, "was_right": False, "is_right": True,
        "gains": [
            {"about": f"article {BUNTING}", "read": "", "right": "2"},
            {"about": "questions", "read": "“2 union jack bunting”", "right": ""},
        ],
        "losses": [],
    }  # fmt: skip
    with desk.runtime.transactions.begin() as session:
        product = catalog.products(session, [HOTTIE])[HOTTIE]
        keeper = desk.desk(system("test"))
        catalog_verbs.import_products(session, keeper, [product.model_copy(update={"status": "obsolete"})])
    after = replay_of(desk, number)
    assert after["losses"] == [{"about": f"article {HOTTIE}", "read": "", "right": "6"}]
    assert (after["was_right"], after["is_right"], after["gains"][0]["about"]) == (False, False, f"article {BUNTING}")
    table = orderclerk(desk.database_url, "read", "--replay-corrections")
    told = replay(desk)
    assert table.startswith(
        f"{told['cases']} cases, right before {told['right_before']}, right now {told['right_now']}, "
        f"gains {told['gains']}, losses {told['losses']}"
    )
    assert f"loss │ {number} │ {text} │ article {HOTTIE} │ – │ 6" in table
    assert f"gain │ {number} │ {text} │ article {BUNTING} │ – │ 2" in table
    with desk.runtime.transactions.read() as session:
        assert [each.order_number for each in intake.cases(session)].count(number) == 1


def replay_of(desk: Running, number: str) -> dict[str, Any]:
    """What reading one case again changes, as the command says it to programs."""
    told = replay(desk)
    assert told["gains"] == sum(len(each["gains"]) for each in told["changed"])
    assert told["losses"] == sum(len(each["losses"]) for each in told["changed"])
    found: dict[str, Any] = next(each for each in told["changed"] if each["order_number"] == number)
    return found


def replay(desk: Running) -> dict[str, Any]:
    """What reading every case again changes, as the command says it to programs."""
    told: dict[str, Any] = json.loads(orderclerk(desk.database_url, "read", "--replay-corrections", "--json"))
    return told
