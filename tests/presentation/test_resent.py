"""A PO that came again says on one card what it is, how it differs, and what a click can still do."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.orders.schemas import Difference, ResentKind, ResentPoView, ResentState
from domain.shared.errors import Problem
from presentation.cards.blocks import Card
from presentation.cards.orders import order_card
from presentation.cards.resent import resent_card
from presentation.messages.rendering import render_mail
from presentation.schemas import ResentPo
from presentation.wording.problems import problem_words
from presentation.wording.resent import how_it_stands
from tests.presentation.samples import COMPANY, CONFIRMED, DRAFT, HELD, NOW, RESENT

COPY = RESENT.model_copy(
    update={"kind": ResentKind.DUPLICATE, "difference": Difference(), "unclear": (), "is_proven": True}
)
CLEAR = RESENT.model_copy(update={"unclear": ()})


def texts(card: Card) -> str:
    """Everything that stands on a card."""
    return json.dumps(card.blocks, ensure_ascii=False)


def labels(resent: ResentPoView) -> list[str]:
    """The buttons of its card, in order."""
    blocks: list[dict[str, Any]] = list(resent_card(resent, COMPANY).blocks)
    return [each["text"]["text"] for block in blocks if block["type"] == "actions" for each in block["elements"]]


def test_q1_a_difference_says_of_each_change_whether_it_is_still_possible() -> None:
    """More, less, added, another day and place, each with what stands in the way."""
    words = texts(resent_card(RESENT, COMPANY))
    for row in (
        ":white_check_mark: 22423 Regency Cakestand 3 Tier: 60 → 72 · _possible_",
        ":warning: 85099B Jumbo Bag Red Retrospot: 60 removed · _partly possible: down to 24, the rest is already pick",
        ":white_check_mark: 23345 Doorstop Owl: 12 added · _possible_",
        ":no_entry: Ship to: norwich warehouse → leeds · _too late: already picked_",
        ":warning: Wanted: Fri 18 Nov 2011 → as soon as possible · _partly possible: for what is not already picked_",
        "The sender of this mail could not be verified.",
        "the blue thing",
    ):
        assert row in words


def test_q1_the_buttons_are_what_is_possible() -> None:
    """What is not clear is not applied to a confirmed order; what is settled has no buttons any more."""
    assert labels(CLEAR) == ["Apply the changes", "New order under the same PO"]
    assert labels(RESENT) == ["New order under the same PO"]
    assert labels(RESENT.model_copy(update={"order": DRAFT})) == ["Apply the changes", "New order under the same PO"]
    assert labels(COPY) == ["Order it again anyway"]
    settled = {"settled_by": "Mia", "settled_at": NOW, "result_number": "SO-1050"}
    assert labels(CLEAR.model_copy(update={"state": ResentState.APPLIED, **settled})) == []
    ordered = COPY.model_copy(update={"state": ResentState.ORDERED, **settled})
    assert labels(ordered) == []
    assert "*Mia* ordered it as SO-1050 beside this one" in texts(resent_card(ordered, COMPANY))


def test_q1_a_long_difference_says_how_much_more_there_is() -> None:
    """Fifteen rows of a card; the mail names every one."""
    line = RESENT.difference.lines[0]
    many = Difference(lines=tuple(line.model_copy(update={"sku": f"A{n:03}"}) for n in range(40)))
    long = CLEAR.model_copy(update={"difference": many})
    words = texts(resent_card(long, COMPANY))
    assert words.count(":white_check_mark: A0") == 15
    assert "and 25 more changes" in words
    assert render_mail("resent_po", ResentPo(resent=long), COMPANY).text.count("(possible)") == 40


def test_q1_a_copy_points_to_the_order_that_is_there() -> None:
    """With its state, its sum and its date."""
    card = resent_card(COPY, COMPANY)
    assert card.text == "This is SO-1042 again: PO TT-4411 for Thistle &amp; Thyme Gifts"
    assert "SO-1042 for Thistle &amp; Thyme Gifts: confirmed, 2 lines, £907.20 including tax" in texts(card)
    assert "No second order was made." in texts(card)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (DRAFT, "we are still checking it"),
        (HELD, "we are still checking it"),
        (CONFIRMED, "it is confirmed, complete by Thu 24 Nov 2011"),
        (CONFIRMED.model_copy(update={"state": "invoiced"}), "it has been shipped and invoiced"),
    ],
)
def test_q1_the_customer_reads_how_the_order_stands_and_never_of_a_hold(order: Any, words: str) -> None:
    """In words of theirs."""
    assert how_it_stands(order) == words


def test_q1_the_mail_says_what_came_and_that_nothing_was_entered_twice() -> None:
    """A copy, a changed one, and what is none of the sender's business."""
    copy = render_mail("resent_po", ResentPo(resent=COPY), COMPANY)
    assert (copy.subject, "We did not enter it a second time." in copy.text) == ("Your PO TT-4411 [SO-1042]", True)
    changed = render_mail("resent_po", ResentPo(resent=RESENT), COMPANY).text
    assert "- 22423 Regency Cakestand 3 Tier: 60 → 72 (possible)\n" in changed
    assert '- not clear to us: "the blue thing"\n' in changed
    closed = render_mail("resent_po", ResentPo(resent=RESENT, is_open=False), COMPANY)
    for text in (closed.subject, closed.text, closed.html):
        assert "SO-1042" not in text
        assert "22423" not in text


def test_q2_a_draft_asks_whether_it_is_a_copy() -> None:
    """The question names which, when and by whom; both answers are buttons, and Confirm stays."""
    zone = ZoneInfo("Europe/London")
    facts = {
        "number": "SO-1041", "state": "draft", "same_content": "yes", "author": "Mia",
        "at": datetime(2011, 11, 14, 9, 12, tzinfo=zone).isoformat(),
        "now": datetime(2011, 11, 14, 9, 30, tzinfo=zone).isoformat(),
    }  # fmt: skip
    problem = Problem(code="DUPLICATE_BASKET", blocking=False, where="lines", facts=facts)
    words = "Looks like Draft 1041 of 09:12 by Mia: the same articles to the same place."
    assert problem_words(problem) == words
    card = order_card(DRAFT.model_copy(update={"problems": (problem,)}), COMPANY)
    assert f":eyes: *{words}*" in texts(card)
    assert "Worth a look" not in texts(card)
    blocks: list[dict[str, Any]] = [block for block in card.blocks if block["type"] == "actions"]
    assert [[each["text"]["text"] for each in block["elements"]] for block in blocks] == [
        ["Keep both", "Discard this one"], ["Confirm", "Edit", "Discard"],
    ]  # fmt: skip
    yesterday = facts | {"at": datetime(2011, 11, 13, 16, 40, tzinfo=zone).isoformat(), "state": "confirmed"}
    assert problem_words(problem.model_copy(update={"facts": yesterday})).startswith(
        "Looks like SO-1041 of Sun 13 Nov 2011, 16:40 by Mia: "
    )
