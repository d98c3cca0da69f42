"""Cards say what matters, offer what is possible, and stay within Slack's limits."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from domain.approvals.schemas import ApprovalState
from domain.orders.schemas import CandidateView, OrderRequest, OrderView, QuestionView, RequestedLine
from domain.stock.schemas import SupplySource
from presentation.actions import (
    ActionId,
    ApprovalAction,
    ModalOrigin,
    OrderAction,
    QuestionAnswer,
    SuggestionTaken,
)
from presentation.blockcheck import check_surface
from presentation.cards.answers import promise_answer
from presentation.cards.approvals import approval_card
from presentation.cards.blocks import Card
from presentation.cards.home import home_view
from presentation.cards.modals import approve_modal, edit_modal, lines_text, loading_modal, reject_modal
from presentation.cards.notes import changed_note
from presentation.cards.order_lines import delivery_words, rest_of_lines
from presentation.cards.orders import order_card
from presentation.schemas import DraftChanged, HomePage, OpenApproval, PromiseAnswer, PromiseItem
from tests.presentation.samples import (
    APPROVAL,
    APPROVED,
    ASKING,
    BAGS,
    BLOCKED,
    COMPANY,
    CONFIRMED,
    DRAFT,
    HELD,
    LONG,
    SUGGESTING,
    SUPERSEDED,
    credit,
    part,
)

GONE = tuple(DRAFT.model_copy(update={"state": state}) for state in ("discarded", "cancelled"))
EVERY_ORDER = (DRAFT, ASKING, SUGGESTING, BLOCKED, LONG, CONFIRMED, HELD, *GONE)


def words(card: Card) -> str:
    """Everything on a card."""
    return json.dumps(card.blocks, ensure_ascii=False)


def buttons(card: Card) -> dict[str, dict[str, Any]]:
    """The buttons by their label."""
    return {element["text"]["text"]: element for element in _elements(card.blocks)}


def _elements(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("type") == "button":
            yield value
        for each in value.values():
            yield from _elements(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _elements(each)


@pytest.mark.parametrize("order", EVERY_ORDER, ids=lambda order: f"{order.state}-{len(order.lines)}")
def test_l2_l7_every_state_of_an_order_is_within_the_limits(order: OrderView) -> None:
    """And has a sentence for notifications."""
    card = order_card(order, COMPANY, note="Changed as you asked.")
    assert check_surface({"text": card.text, "blocks": list(card.blocks)}, "message") == []
    assert "Thistle &amp; Thyme Gifts" in card.text


def test_a_draft_shows_what_leaves_now_and_what_comes_when() -> None:
    """50 cakestands from two warehouses now, 10 from the receipt of the 22nd."""
    assert delivery_words(DRAFT) == (
        "*Leaves Tue 15 Nov 2011*, arrives Wed 16 Nov 2011\n"
        "•  60 × 85099B from MAIN\n"
        "•  50 × 22423 (30 from MAIN and 20 from NORTH)\n"
        "*Leaves Wed 23 Nov 2011*, arrives Thu 24 Nov 2011\n"
        "•  10 × 22423 from supplier order PO-7731, due Tue 22 Nov 2011"
    )


def test_an_order_that_leaves_at_once_says_so_in_one_row() -> None:
    """No list where there is nothing to tell apart."""
    lines = tuple(BAGS.model_copy(update={"line_no": n, "parts": (part("60", "MAIN", 15),)}) for n in (1, 2, 3))
    together = DRAFT.model_copy(update={"lines": lines})
    assert delivery_words(together) == "*Leaves Tue 15 Nov 2011*, arrives Wed 16 Nov 2011: everything, from MAIN"


def test_what_has_no_date_is_said_last() -> None:
    """Never a guess."""
    nowhere = part("60", "MAIN", 15).model_copy(
        update={"source": None, "ship_date": None, "arrival_date": None, "available_date": None, "warehouse": None}
    )
    order = DRAFT.model_copy(update={"lines": (BAGS.model_copy(update={"parts": (nowhere,)}),)})
    assert delivery_words(order) == "*No date yet*\n•  60 × 85099B with nothing due in that covers it"
    assert SupplySource.RECEIPT not in delivery_words(order)


def test_a_complete_draft_can_be_confirmed_edited_and_discarded() -> None:
    """Each button carries the number and the revision that were shown."""
    found = buttons(order_card(DRAFT, COMPANY))
    assert list(found) == ["Confirm", "Edit", "Discard"]
    assert found["Confirm"]["style"] == "primary"
    assert OrderAction.parsed(found["Confirm"]["value"]) == OrderAction(number="SO-1042", revision=3)


@pytest.mark.parametrize("order", [ASKING, BLOCKED], ids=["open questions", "blocking problem"])
def test_a_draft_with_something_open_has_no_confirm_and_says_why(order: OrderView) -> None:
    """The way on is named."""
    card = order_card(order, COMPANY)
    assert "Confirm" not in buttons(card)
    assert "Confirm appears once" in words(card)


def test_few_candidates_are_buttons_and_many_a_select() -> None:
    """Every answer says which question of which revision it is for."""
    card = order_card(ASKING, COMPANY)
    answer = QuestionAnswer(number="SO-1042", revision=3, index=0, candidate="23345")
    assert QuestionAnswer.parsed(buttons(card)["23345 · Doorstop Owl"]["value"]) == answer
    (select,) = [
        element
        for block in card.blocks
        for element in block.get("elements", ())
        if element.get("action_id") == ActionId.ANSWER_SELECT
    ]
    assert len(select["options"]) == 9


def test_what_was_not_understood_is_quoted() -> None:
    """Nothing is dropped without a word."""
    assert "> tell Dave I said hi" in words(order_card(ASKING, COMPANY)).replace("\\n", "\n")


def test_credit_after_the_order_is_shown_with_the_limit() -> None:
    """Within, and over."""
    assert "Credit after this order: £3,347.20 of £5,000.00, £1,652.80 left" in words(order_card(DRAFT, COMPANY))
    over = order_card(DRAFT.model_copy(update={"credit": credit(excess="840")}), COMPANY)
    assert "*£840.00 over the limit*" in words(over)
    assert "Confirm" in buttons(over)


def test_a_long_order_shows_twenty_lines_and_the_rest_in_further_messages() -> None:
    """150 lines: 20 on the card, 130 on two pages."""
    card = order_card(LONG, COMPANY)
    assert "and 130 more lines" in words(card)
    pages = rest_of_lines(LONG)
    assert [page.text for page in pages] == ["Draft 1042, lines 21 to 100", "Draft 1042, lines 101 to 150"]
    for page in pages:
        assert check_surface({"text": page.text, "blocks": list(page.blocks)}, "message") == []


def test_an_open_request_shows_the_exposure_in_its_parts_and_its_buttons() -> None:
    """Limit, parts, what the order adds, what is over, the oldest invoice, and what would clear it."""
    card = approval_card(APPROVAL, HELD, COMPANY)
    for expected in ("£2,507.20", "+ £1,980.40", "− £100.00", "= £2,440.00", "£907.20", "*£840.00*", "INV-2011-0311"):
        assert expected in words(card)
    assert "It clears by itself with a payment of £840.00 (or an order of at most £67.20)" in words(card)
    found = buttons(card)
    assert list(found) == ["Approve", "Approve with terms", "Reject"]
    shown = ApprovalAction(approval_id=7, revision=3, snapshot_hash=APPROVAL.snapshot_hash)
    assert ApprovalAction.parsed(found["Approve"]["value"]) == shown


@pytest.mark.parametrize(
    "approval", [APPROVED, SUPERSEDED, APPROVAL.model_copy(update={"state": ApprovalState.EXPIRED})]
)
def test_h6_a_closed_request_has_no_buttons(approval: Any) -> None:
    """It shows the outcome instead."""
    card = approval_card(approval, HELD, COMPANY)
    assert buttons(card) == {}
    assert check_surface({"text": card.text, "blocks": list(card.blocks)}, "message") == []


def test_modals_and_home_are_within_the_limits() -> None:
    """Each view as Slack checks it."""
    request = OrderRequest(
        channel="slack",
        customer_id="12502",
        lines=(RequestedLine(sku="85099B", quantity=BAGS.quantity, unit="dozen"),),
    )
    order = OrderAction(number="SO-1042", revision=3)
    origin = ModalOrigin(order=order, channel="C1", thread_ts="1.0")
    views = (
        loading_modal(),
        approve_modal(HELD, origin),
        reject_modal(HELD, origin),
        edit_modal(DRAFT, request, origin),
    )
    for view in views:
        assert check_surface(view, "modal") == []
    page = HomePage(
        name="Priya", drafts=(ASKING, DRAFT) * 20, held=(HELD,), alerts=("Two dates slipped.",),
        approvals=(OpenApproval(approval=APPROVAL, order=HELD),),
    )  # fmt: skip
    assert check_surface(home_view(page, COMPANY), "home") == []
    assert check_surface(home_view(HomePage(name=""), COMPANY), "home") == []
    assert lines_text(request) == "5 dozen 85099B"


def test_a_question_of_how_many_offers_no_article_as_the_answer() -> None:
    """A button with the article's own name would be no answer."""
    bags = CandidateView(key="85099B", name="Jumbo Bag Red Retrospot")
    asked = QuestionView(index=0, about="quantity", text="5 85099B", candidates=(bags,))
    card = order_card(DRAFT.model_copy(update={"questions": (asked,)}), COMPANY)
    assert set(buttons(card)) == {"Edit", "Discard"}
    assert "How many of 85099B Jumbo Bag Red Retrospot (“5 85099B”)?" in words(card)


def test_an_order_for_nobody_asks_for_the_customer_without_quoting_the_word() -> None:
    """The reader quotes 'customer' where no customer was named."""
    asked = QuestionView(index=0, about="customer", text="customer", candidates=())
    card = order_card(DRAFT.model_copy(update={"questions": (asked,)}), COMPANY)
    assert "Which customer is this order for?" in words(card)


def test_a_draft_by_mail_shows_what_the_customer_wrote() -> None:
    """The reps compare the card with the words it was read from."""
    mailed = DRAFT.model_copy(update={"channel": "email", "author": "Anna Prior", "source_text": "5 doz bags\n<!here>"})
    assert ":email: *Anna Prior* wrote by mail\\n> 5 doz bags\\n> &lt;!here&gt;" in words(order_card(mailed, COMPANY))


def test_a_change_in_the_thread_is_answered_with_what_changed() -> None:
    """Amounts before and after, what was dropped, the new total, and what was not understood."""
    fewer = BAGS.model_copy(update={"quantity": Decimal(3), "base_quantity": Decimal(36)})
    after = DRAFT.model_copy(update={"lines": (fewer,), "customer_po": "TT-1", "unexplained": ("and a pony",)})
    said = changed_note(DraftChanged(before=DRAFT, after=after)).text.split("\n")
    assert "•  *85099B* Jumbo Bag Red Retrospot: 5 dozen (60) → 3 dozen (36)" in said
    assert "•  *22423* Regency Cakestand 3 Tier dropped" in said
    assert "•  Their PO: TT-4411 → TT-1" in said
    assert "•  :speech_balloon: not understood: “and a pony”" in said


def test_a_question_that_is_taken_back_is_no_longer_asked() -> None:
    """ "forget the gnomes" changes no line and yet something."""
    said = changed_note(DraftChanged(before=ASKING, after=DRAFT)).text.split("\n")
    assert "•  no longer asked: “their usual doorstops”" in said
    assert "•  nothing changed" not in said


def test_one_departure_from_two_warehouses_is_one_row_of_a_promise() -> None:
    """The same day twice would read like two deliveries."""
    parts = (part("30", "MAIN", 15), part("14", "NORTH", 15), part("16", "NORTH", 25))
    item = PromiseItem(
        sku="23345", name="Doorstop Owl", base_unit="each", wanted=Decimal(60), parts=parts, available=Decimal(44)
    )
    assert promise_answer(PromiseAnswer(items=(item,))).text.split("\n")[1:] == [
        "•  44 can leave Tue 15 Nov 2011 and arrive Wed 16 Nov 2011 (30 from MAIN and 14 from NORTH)",
        "•  16 can leave Fri 25 Nov 2011 and arrive Sat 26 Nov 2011",
    ]


def test_a_suggestion_is_the_first_button_and_says_whose_it_is() -> None:
    """Before the other candidates, before a select of many, and below what was not understood."""
    card = order_card(SUGGESTING, COMPANY)
    rows = {block["block_id"]: block["elements"] for block in card.blocks if block["type"] == "actions"}
    assert [each["text"]["text"] for each in rows["question_SO-1042_3_0"]] == [
        "Suggested: 12 × 23346 Doorstop Hedgehog", "23345 · Doorstop Owl",
    ]  # fmt: skip
    suggested, choice = rows["question_SO-1042_3_1"]
    assert suggested["text"]["text"] == "Suggested: 21008 Blue thing number 8"
    assert len(choice["options"]) == 8
    (no_item,) = rows["suggestions_SO-1042_3"]
    assert no_item["text"]["text"] == "Suggested: not an item – “tell Dave I said hi”"
    assert SuggestionTaken.parsed(no_item["value"]) == SuggestionTaken(number="SO-1042", revision=3, index=2)
    assert words(card).count("Suggested by the second reader (small-1); it counts once somebody takes it") == 3
    assert "Confirm" not in buttons(card)


def test_a_suggestion_shows_nothing_as_markup_and_nothing_too_long() -> None:
    """Names and pieces are people's words, the model's name is an administrator's."""
    evil = "<!channel> *x* <https://evil.example|here>\x00" * 30
    strange = {"text": evil, "name": evil, "model": evil}
    order = SUGGESTING.model_copy(
        update={"suggestions": tuple(each.model_copy(update=strange) for each in SUGGESTING.suggestions)}
    )
    card = order_card(order, COMPANY)
    assert check_surface({"text": card.text, "blocks": list(card.blocks)}, "message") == []
    marked = [each for block in card.blocks if block["type"] == "context" for each in block["elements"]]
    assert [each for each in marked if "<!channel>" in each["text"] or "<https" in each["text"]] == []
