"""Two people at one draft: what is written is read on what the draft is by then, and nobody's change is lost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from bot.dispatch import HANDLERS
from bot.services import Reader
from bot.worker import Worker
from domain.conversations import service as conversations
from domain.conversations.schemas import InboxKind, Incoming
from domain.employees.schemas import actor_of
from domain.intake.schemas import DraftState, Message, Reading
from domain.orders import queries, service
from domain.orders.schemas import LineQuantity, OrderRequest
from domain.shared.database import Transactions
from presentation.actions import ActionId, OrderAction
from presentation.messages.registry import render_card
from tests.bot.incoming import ORDERS, Clerk
from tests.support.world import MIA, WILL

FIRST = "thistle want 24 owl doorstop"


def changed_by_window(clerk: Clerk, number: str, change: Callable[[OrderRequest], OrderRequest], name: str) -> None:
    """Mia saves a window, as the edit modal does: received and applied on the spot."""
    external_id = f"slack:view:{name}"
    incoming = Incoming(external_id=external_id, kind=InboxKind.SLACK_VIEW, thread_key=f"slack:{ORDERS}:1.0")
    desk = clerk.runtime.desks.desk(actor_of(MIA), external_id)
    with clerk.runtime.transactions.begin() as session:
        conversations.receive(session, incoming)
        request = change(queries.request_of(session, number))
        service.revise_draft(session, desk, number, request, revision=None)
        conversations.worked_on_the_spot(session, external_id, "edited")


def with_po(request: OrderRequest) -> OrderRequest:
    """The request under a PO number."""
    return request.model_copy(update={"customer_po": "TT-1"})


@dataclass
class Counting:
    """The product's reader, which counts how often it reads on what a draft holds."""

    reader: Reader
    readings: int = 0

    def read(self, session: Session, message: Message, draft: DraftState | None) -> Reading:
        """Read, and count."""
        self.readings += draft is not None
        return self.reader.read(session, message, draft)

    def look_again(self, reading: Reading, draft: DraftState | None) -> Reading:
        """As the product's reader."""
        return self.reader.look_again(reading, draft)


def _drafted(clerk: Clerk) -> str:
    clerk.keep_message("U0MIA", FIRST, "1.0")
    clerk.work()
    return (clerk.outcomes()[0] or "").split()[-1]


@dataclass
class Interrupted:
    """The transactions of the product; before the first one after a reading, somebody else works."""

    transactions: Transactions
    reader: Counting
    works: list[Callable[[], None]]

    def read(self) -> AbstractContextManager[Session]:
        """A session that only reads."""
        return self.transactions.read()

    def begin(self) -> AbstractContextManager[Session]:
        """One transaction."""
        if self.reader.readings and self.works:
            self.works.pop()()
        return self.transactions.begin()


def test_words_are_read_again_on_what_a_window_made_meanwhile(clerk: Clerk) -> None:
    """The window's reference and the words' article both stand in the draft, and the words were read twice."""
    number = _drafted(clerk)
    clerk.keep_message("U0MIA", "add 12 enamel cup", "2.0", thread_ts="1.0")
    services, worker = clerk.runtime.services, clerk.runtime.worker
    reader = Counting(services.reader)
    window = partial(changed_by_window, clerk, number, with_po, "one")
    interrupted = Interrupted(services.transactions, reader, [window])
    services = replace(services, reader=reader, transactions=interrupted)
    assert Worker(services, HANDLERS, worker.wake).run_once()
    order = clerk.order(number)
    assert [(line.sku, int(line.base_quantity)) for line in order.lines] == [("OWL", 24), ("CUP", 12)]
    assert (order.customer_po, order.revision, reader.readings) == ("TT-1", 3, 2)


def test_a_confirm_confirms_only_what_its_writer_had_seen(clerk: Clerk) -> None:
    """A window was saved after the word came in and before it was worked: the writer is told what changed."""
    number = _drafted(clerk)
    clerk.keep_message("U0MIA", "confirm", "2.0", thread_ts="1.0")
    changed_by_window(clerk, number, with_po, "two")
    clerk.work()
    assert clerk.outcomes()[1] == "refused: STALE_REVISION"
    assert clerk.order(number).state == "draft"
    told = [row for row in clerk.owed() if row.message == "hint"]
    assert told[0].data["lines"][1:] == ["Their PO: – → TT-1"]
    clerk.keep_message("U0MIA", "confirm", "3.0", thread_ts="1.0")
    clerk.work()
    assert clerk.order(number).state == "confirmed"


def test_words_that_change_and_confirm_leave_an_unseen_change_unconfirmed(clerk: Clerk) -> None:
    """The change is made on the new content, Confirm waits for a look at it."""
    number = _drafted(clerk)
    clerk.keep_message("U0MIA", "add 12 enamel cup and go ahead", "2.0", thread_ts="1.0")
    changed_by_window(clerk, number, with_po, "three")
    clerk.work()
    order = clerk.order(number)
    assert (order.state, order.customer_po, len(order.lines)) == ("draft", "TT-1", 2)


def test_an_undo_takes_back_nothing_that_came_after_it_was_written(clerk: Clerk) -> None:
    """What was saved meanwhile is not the last change that its writer saw."""
    number = _drafted(clerk)
    clerk.keep_message("U0MIA", "add 12 enamel cup", "2.0", thread_ts="1.0")
    clerk.work()
    clerk.keep_message("U0MIA", "undo", "3.0", thread_ts="1.0")
    changed_by_window(clerk, number, with_po, "four")
    clerk.work()
    order = clerk.order(number)
    assert (order.customer_po, len(order.lines), order.revision) == ("TT-1", 2, 3)
    assert clerk.outcomes()[2] == "refused: STALE_REVISION"


def test_an_undo_names_who_changed_it_elsewhere(clerk: Clerk) -> None:
    """Only what was changed in this thread is taken back here."""
    number = _drafted(clerk)
    desk = clerk.runtime.desks.desk(actor_of(MIA), "slack:elsewhere")
    with clerk.runtime.transactions.begin() as session:
        request = with_po(queries.request_of(session, number))
        service.revise_draft(session, desk, number, request, revision=None)
    clerk.keep_message("U0MIA", "undo", "3.0", thread_ts="1.0")
    clerk.work()
    assert clerk.outcomes()[1] == "refused: CHANGED_ELSEWHERE"
    assert "Mia" in clerk.owed()[-1].data["lines"][0]


def test_an_undo_of_a_picked_order_says_why_not(clerk: Clerk) -> None:
    """Goods are off the shelf: nothing is offered but the order desk, and an old Cancel button is refused."""
    number = _drafted(clerk)
    for ts, words in (("2.0", "confirm"), ("3.0", "undo")):
        clerk.keep_message("U0MIA", words, ts, thread_ts="1.0")
        clerk.work()
    order = clerk.order(number)
    parts = [LineQuantity(line_key=f"{number}/1", quantity=order.lines[0].allocated)]
    with clerk.runtime.transactions.begin() as session:
        service.record_picked(session, clerk.runtime.desks.desk(actor_of(WILL), "test"), parts)
    clerk.keep_message("U0MIA", "undo", "4.0", thread_ts="1.0")
    clerk.keep_click("U0MIA", ActionId.CANCEL, OrderAction(number=number, revision=order.revision))
    clerk.work()
    company = clerk.runtime.desks.desk(actor_of(MIA), "test").company
    first, second = (
        render_card(row.message, row.data, company) for row in clerk.owed() if row.message == "change_refused"
    )
    assert f"*Cancel {number}?*" in first.text
    assert "It is picked or has left, so it cannot be cancelled any more" in second.text
    assert [button["text"]["text"] for button in second.blocks[-1]["elements"]] == ["Ask the order desk"]
    assert clerk.outcomes()[-1] == "refused: ALREADY_SHIPPED"


def test_a_discarded_draft_comes_back_as_a_new_one(clerk: Clerk) -> None:
    """The old one stays discarded; the thread goes on with the new one."""
    number = _drafted(clerk)
    for ts, words in (("2.0", "forget it"), ("3.0", "undo"), ("4.0", "add 12 enamel cup")):
        clerk.keep_message("U0MIA", words, ts, thread_ts="1.0")
        clerk.work()
    new = (clerk.outcomes()[2] or "").split()[-1]
    assert (clerk.order(number).state, new != number) == ("discarded", True)
    assert [(line.sku, int(line.base_quantity)) for line in clerk.order(new).lines] == [("OWL", 24), ("CUP", 12)]


def test_words_in_the_thread_of_a_discarded_draft_are_answered(clerk: Clerk) -> None:
    """They change nothing, and say how to begin again."""
    number = _drafted(clerk)
    for ts, words in (("2.0", "forget it"), ("3.0", "make it 36")):
        clerk.keep_message("U0MIA", words, ts, thread_ts="1.0")
        clerk.work()
    assert clerk.outcomes()[2] == f"answered: {number} is discarded"
    assert clerk.owed()[-1].message == "change_refused"
