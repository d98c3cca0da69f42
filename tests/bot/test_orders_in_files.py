"""Orders in files meet everything else: a PO that comes again, words that were learned, questions in dozens."""

import json
import time

from app.reading import FRESH_FOR
from domain.catalog import queries as catalog
from domain.orders import queries as orders
from domain.orders.schemas import OrderView, ResentPoView
from presentation.actions import ActionId, OrderAction, QuestionAnswer, ResentAction
from presentation.cards.resent import resent_card
from tests.bot.incoming import Clerk
from tests.support.world import BAG, OWL, STAND, TIN

ANNA = "anna@thistle.example"
HEAD = "Code,Description,Quantity\n"
PO = HEAD + "OWL,Owl Doorstop,24\n22423,Cakestand 3 Tier,6\n"
LETTER = "Please find attached our order, PO TT-4411."
WORDS = HEAD + ",posh doorstops,{}\n22423,Cakestand 3 Tier,6\n"


def _mail(clerk: Clerk, number: int, text: str = LETTER, **files: str) -> None:
    """Anna mails, with CSV files of these names."""
    clerk.keep_mail(ANNA, text, f"<{number}@thistle>", files={f"{name}.csv": said for name, said in files.items()})
    clerk.work()


def _resent(clerk: Clerk) -> ResentPoView:
    """The newest PO that came again, as its card shows it."""
    cards = [row for row in clerk.owed() if row.message == "resent_po" and row.channel == "slack"]
    return ResentPoView.model_validate(cards[-1].data["resent"])


def _click(clerk: Clerk, view: OrderView, action: ActionId, at: str, candidate: str = "") -> OrderView:
    """Mia answers the first question of a draft, or confirms it; what follows is done."""
    shown = (
        QuestionAnswer(number=view.number, revision=view.revision, index=0, candidate=candidate)
        if candidate
        else OrderAction(number=view.number, revision=view.revision)
    )
    clerk.keep_click("U0MIA", action, shown, at=at)
    clerk.work()
    clerk.runtime.reactor.run_until_idle()
    return clerk.order(view.number)


def _lines(view: OrderView) -> list[tuple[str, int]]:
    return [(line.sku, int(line.base_quantity)) for line in view.lines]


def _learned(clerk: Clerk) -> list[tuple[str, str]]:
    """What stands for Thistle's words."""
    with clerk.runtime.transactions.read() as session:
        standing = catalog.standing_aliases(session, "THISTLE").get("THISTLE", [])
        return [(each.said, each.sku) for each in standing]


def test_a_po_in_a_file_that_comes_again_is_pointed_to(clerk: Clerk) -> None:
    """The file is the order: the same table makes no second one, whatever the file is called and the words say."""
    _mail(clerk, 1, po=PO)
    _mail(clerk, 2, "Did you get our PO TT-4411? Attached once more.", po_again=PO)
    assert clerk.outcomes() == ["drafted SO-1001", "duplicate of SO-1001"]
    resent = _resent(clerk)
    assert resent.difference.is_empty
    assert [(file.name, file.lines) for file in resent.files] == [("po_again.csv", 2)]
    card = resent_card(resent, clerk.runtime.desks.configuration().company)
    assert "po_again.csv: 2 lines read" in json.dumps(card.blocks)


def test_a_po_in_a_file_that_changed_is_applied(clerk: Clerk) -> None:
    """Another number in the table is a difference, and one click brings it into the draft with its file."""
    _mail(clerk, 1, po=PO)
    _mail(clerk, 2, po=PO.replace(",24", ",30"))
    assert clerk.outcomes() == ["drafted SO-1001", "revision of SO-1001"]
    resent = _resent(clerk)
    assert [(line.sku, line.before, line.after) for line in resent.difference.lines] == [(OWL, 24, 30)]
    clerk.keep_click("U0MIA", ActionId.APPLY_CHANGES, ResentAction(id=resent.id, revision=resent.order.revision))
    clerk.work()
    view = clerk.order("SO-1001")
    assert (_lines(view), [file.name for file in view.files]) == ([(OWL, 30), (STAND, 6)], ["po.csv"])


def test_a_file_that_nobody_read_is_not_taken_for_the_same_again(clerk: Clerk) -> None:
    """It may hold what changed: a person looks. A picture in a signature changes nothing."""
    _mail(clerk, 1, po=PO)
    clerk.keep_mail(ANNA, LETTER, "<2@thistle>", files={"po.csv": PO, "logo.png": "a picture"})
    clerk.work()
    clerk.keep_mail(ANNA, LETTER, "<3@thistle>", files={"po.csv": PO, "more.docx": "no table"})
    clerk.work()
    assert clerk.outcomes() == ["drafted SO-1001", "duplicate of SO-1001", "revision of SO-1001"]
    assert _resent(clerk).unclear == ("more.docx",)


def test_words_in_a_file_are_learned_and_read_the_next_time(clerk: Clerk) -> None:
    """The description teaches and not the row; then it counts in files and in messages of this customer."""
    _mail(clerk, 1, po=WORDS.format(3))
    view = clerk.order("SO-1001")
    assert [(each.about, each.text, each.quantity) for each in view.questions] == [
        ("unknown_item", "posh doorstops | 3", 3)
    ]
    view = _click(clerk, view, ActionId.ANSWER, "1.1", TIN)
    _click(clerk, view, ActionId.CONFIRM, "1.2")
    assert _learned(clerk) == [("posh doorstops", TIN)]
    time.sleep(FRESH_FOR)
    _mail(clerk, 2, LETTER.replace("4411", "4412"), po=WORDS.format(8))
    view = clerk.order("SO-1002")
    assert (_lines(view), view.questions) == ([(TIN, 8), (STAND, 6)], ())
    assert [(each.said, each.sku, each.owner) for each in view.learned] == [("posh doorstops", TIN, "Mia")]
    assert [line.inferred for line in view.lines] == [("alias",), ()]
    clerk.keep_message("U0MIA", "thistle want 5 posh doorstops, PO TT-4413", "9.0")
    clerk.work()
    assert _lines(clerk.order("SO-1003")) == [(TIN, 5)]


def test_dozens_asked_about_in_a_file_stay_dozens(clerk: Clerk) -> None:
    """Three dozen of what somebody has to name are 36."""
    _mail(clerk, 1, po="Description,Quantity,Unit\nposh doorstops,3,dozen\nCakestand 3 Tier,6,each\n")
    view = clerk.order("SO-1001")
    assert [(each.quantity, each.unit) for each in view.questions] == [(3, "dozen")]
    view = _click(clerk, view, ActionId.ANSWER, "1.1", BAG)
    with clerk.runtime.transactions.read() as session:
        asked = orders.request_of(session, view.number)
    assert [(line.sku, line.quantity, line.unit) for line in asked.lines][-1] == (BAG, 3, "dozen")
    assert sorted(_lines(view)) == [(STAND, 6), (BAG, 36)]
