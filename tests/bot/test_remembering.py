"""What a draft leaves behind: nothing until it is confirmed, then what was corrected, for as long as policy says."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from domain.catalog import queries as catalog
from domain.employees.schemas import actor_of
from domain.intake import queries as intake
from domain.intake import service as intake_verbs
from domain.intake.models import DraftedReading
from domain.intake.schemas import CaseView, Confirmed, ConfirmedLine
from domain.orders import service as orders
from domain.shared.actors import system
from presentation.actions import ActionId, AliasAction, OrderAction, QuestionAnswer
from tests.bot.incoming import Clerk
from tests.support.world import BAG, MIA, OWL, SAM, TIN

THISTLE = "thistle want 2 owl doorstop and 3 raclette forks"
FIRST = "SO-1001"


def answer(clerk: Clerk, sku: str, *, number: str = FIRST, revision: int = 1) -> None:
    """Mia says by a button what the first question of a draft is about."""
    shown = QuestionAnswer(number=number, revision=revision, index=0, candidate=sku)
    clerk.keep_click("U0MIA", ActionId.ANSWER, shown, at=f"{number}.{revision}.1")
    clerk.work()


def confirm(clerk: Clerk, revision: int) -> None:
    """Mia confirms the first draft, and what follows from it is done."""
    clerk.keep_click("U0MIA", ActionId.CONFIRM, OrderAction(number=FIRST, revision=revision), at=f"{revision}.2")
    clerk.work()
    clerk.runtime.reactor.run_until_idle()


def cases(clerk: Clerk) -> list[CaseView]:
    """The company's own corpus."""
    with clerk.runtime.transactions.read() as session:
        return list(intake.cases(session))


def remembered(clerk: Clerk) -> list[str]:
    """The drafts whose first reading is remembered."""
    with clerk.runtime.transactions.read() as session:
        return list(session.scalars(select(DraftedReading.order_number)))


def learned(clerk: Clerk, customer_id: str) -> list[tuple[str, str]]:
    """What stands for a customer's words."""
    with clerk.runtime.transactions.read() as session:
        standing = catalog.standing_aliases(session, customer_id).get(customer_id, [])
        return [(each.said, each.sku) for each in standing]


def test_a_corrected_message_is_a_case_with_all_that_a_replay_needs(clerk: Clerk) -> None:
    """The message as received, the reading that was made, what was confirmed, and by whom it was corrected."""
    clerk.keep_message("U0MIA", THISTLE, "1.0")
    clerk.work()
    assert (remembered(clerk), cases(clerk)) == ([FIRST], [])
    answer(clerk, TIN)
    confirm(clerk, 2)
    (case,) = cases(clerk)
    assert (case.order_number, case.corrected_by) == (FIRST, (MIA.email,))
    message = case.message
    assert (message.text, message.channel, message.sender, message.today.isoformat()) == (
        THISTLE, "slack", "rep", "2011-11-14",
    )  # fmt: skip
    assert [line.sku for line in case.reading.lines] == [OWL]
    assert [question.about for question in case.reading.questions] == ["unknown_item"]
    assert case.confirmed == Confirmed(
        customer_id="THISTLE",
        lines=(
            ConfirmedLine(sku=OWL, base_quantity=Decimal(2)), ConfirmedLine(sku=TIN, base_quantity=Decimal(3)),
        ),
    )  # fmt: skip
    assert (remembered(clerk), learned(clerk, "THISTLE")) == ([], [("raclette forks", TIN)])


def test_a_draft_that_was_right_is_no_case_and_an_event_twice_learns_once(clerk: Clerk) -> None:
    """Only what people had to correct is worth reading again."""
    clerk.keep_message("U0MIA", "thistle want 2 owl doorstop", "1.0")
    clerk.work()
    confirm(clerk, 1)
    confirm(clerk, 1)
    assert (cases(clerk), remembered(clerk)) == ([], [])


def test_a_held_order_teaches_when_it_is_released(clerk: Clerk) -> None:
    """Until then it may still be given up."""
    clerk.keep_message("U0MIA", "meadow want 600 cake tin and 3 raclette forks", "1.0")
    clerk.work()
    answer(clerk, BAG)
    confirm(clerk, 2)
    held = clerk.order(FIRST)
    assert (held.state, learned(clerk, "MEADOW"), cases(clerk)) == ("pending_confirmation", [], [])
    with clerk.runtime.transactions.begin() as session:
        orders.decide_hold(
            session, clerk.runtime.desks.desk(actor_of(SAM)), held.holds[-1].approval_id or 0, revision=held.revision,
            snapshot_hash=None, approve=True, comment="fine",
        )  # fmt: skip
    clerk.runtime.reactor.run_until_idle()
    assert (learned(clerk, "MEADOW"), len(cases(clerk))) == ([("raclette forks", BAG)], 1)


def test_a_message_that_its_writer_edits_is_read_anew(clerk: Clerk) -> None:
    """The new words are the ones that count; a draft that was answered meanwhile keeps its answer."""
    clerk.keep_message("U0MIA", THISTLE, "1.0")
    clerk.work()
    body = {"subtype": "message_changed", "channel": "C0ORDERS"}
    inner = {"user": "U0MIA", "text": "thistle want 5 owl doorstop and 3 jumbo bag red", "ts": "1.0"}
    clerk.keep_edit(body | {"message": inner | {"edited": {"ts": "2.0"}}})
    clerk.work()
    confirm(clerk, clerk.order(FIRST).revision)
    assert (learned(clerk, "THISTLE"), cases(clerk), clerk.order(FIRST).state) == ([], [], "confirmed")
    clerk.keep_message("U0MIA", THISTLE, "5.0")
    clerk.work()
    answer(clerk, TIN, number="SO-1002")
    clerk.keep_edit(body | {"message": inner | {"ts": "5.0", "edited": {"ts": "6.0"}}})
    clerk.work()
    assert clerk.outcomes()[-1] == "refused: CHANGED_SINCE"
    assert [line.sku for line in clerk.order("SO-1002").lines] == [OWL, TIN]


def test_what_was_kept_is_forgotten_when_policy_says(clerk: Clerk) -> None:
    """Cases after two years, readings of drafts that were never confirmed after sixty days; aliases stay."""
    clerk.keep_message("U0MIA", THISTLE, "1.0")
    clerk.work()
    answer(clerk, TIN)
    confirm(clerk, 2)
    clerk.keep_message("U0MIA", THISTLE, "2.0")
    clerk.work()
    now = clerk.runtime.desks.desk(system("tidy up"))
    for days, gone in ((59, 0), (61, 1), (729, 0), (731, 1)):
        with clerk.runtime.transactions.begin() as session:
            assert intake_verbs.forget(session, replace(now, now=now.now + timedelta(days=days))) == gone
    assert (cases(clerk), remembered(clerk), learned(clerk, "THISTLE")) == ([], [], [("raclette forks", TIN)])


def test_undo_twice_is_one_undo_and_the_warehouse_may_not(clerk: Clerk) -> None:
    """The second click finds nothing to do; who may not sell is refused."""
    clerk.keep_message("U0MIA", THISTLE, "1.0")
    clerk.work()
    answer(clerk, TIN)
    confirm(clerk, 2)
    clerk.keep_click("U0WILL", ActionId.UNDO_ALIAS, AliasAction(alias_id=1), at="5.0")
    clerk.work()
    assert (learned(clerk, "THISTLE"), clerk.outcomes()[-1]) == ([("raclette forks", TIN)], "refused: NOT_ALLOWED")
    for at in ("6.0", "7.0"):
        clerk.keep_click("U0SAM", ActionId.UNDO_ALIAS, AliasAction(alias_id=1), at=at)
        clerk.keep_click("U0MIA", ActionId.UNDO_ALIAS, AliasAction(alias_id=1), at=at)
        clerk.work()
    assert clerk.outcomes()[-4:] == [
        "refused: NOT_ALLOWED", "alias 1 undone", "refused: NOT_ALLOWED", "alias 1 undone",
    ]  # fmt: skip
    with clerk.runtime.transactions.read() as session:
        assert [each.ended_by for each in catalog.aliases_of(session, "THISTLE")] == ["Mia"]


def test_what_was_taken_from_history_is_no_case(clerk: Clerk) -> None:
    """Words about something earlier can not be read again alone; what they order is right all the same."""
    clerk.keep_message("U0MIA", "thistle want 2 owl doorstop and 3 jumbo bag red", "1.0")
    clerk.work()
    confirm(clerk, 1)
    clerk.keep_message("U0MIA", "thistle same as last time but 5 owl doorstop", "2.0")
    clerk.work()
    view = clerk.order("SO-1002")
    assert [(line.sku, int(line.base_quantity)) for line in view.lines] == [(OWL, 5), (BAG, 3)]
    clerk.keep_message("U0MIA", "make it 7 owl doorstop", "3.0", thread_ts="2.0")
    clerk.work()
    shown = OrderAction(number=view.number, revision=2)
    clerk.keep_click("U0MIA", ActionId.CONFIRM, shown, at="4.0")
    clerk.work()
    clerk.runtime.reactor.run_until_idle()
    assert (clerk.order(view.number).state, cases(clerk), remembered(clerk)) == ("confirmed", [], [])
