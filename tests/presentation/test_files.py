"""What is said of the files that came with a message: plain words for everything that can become of one."""

import pytest

from domain.orders.schemas import AttachedFile
from gateways.attachments import Remark, Unread
from presentation.blockcheck import check_surface
from presentation.cards.notes import help_card
from presentation.cards.orders import order_card
from presentation.messages.rendering import render_mail
from presentation.schemas import HelpAnswer
from presentation.wording.files import file_words, is_whole, worth_telling
from tests.presentation.samples import COMPANY, DRAFT
from tests.presentation.test_cards import words


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (AttachedFile(name="order.xlsx", lines=12), "order.xlsx: 12 lines read"),
        (AttachedFile(name="a.csv", lines=1, questions=2), "a.csv: 1 line read and 2 rows to be asked about"),
        (AttachedFile(name="list.pdf"), "list.pdf: no order lines found in it"),
        (AttachedFile(name="b.pdf", lines=0, same_as="a.csv"), "b.pdf: the same order as a.csv, counted once"),
        (AttachedFile(name="b.pdf", same_as=""), "b.pdf: the same order as in the text, counted once"),
        (AttachedFile(name="s.pdf", unread="no_text"), "s.pdf: not read, it holds pictures and no text"),
        (
            AttachedFile(name="o.xlsx", lines=2, remarks=(("hidden_sheet", "Prices"),)),
            "o.xlsx: 2 lines read; the hidden sheet “Prices” was not read",
        ),
    ],
)
def test_what_became_of_a_file(file: AttachedFile, said: str) -> None:
    """One sentence."""
    assert file_words(file) == said


def test_every_reason_and_remark_has_words_of_its_own() -> None:
    """No code is shown to a person."""
    reasons = [file_words(AttachedFile(name="f", unread=code.value)) for code in Unread]
    remarks = [file_words(AttachedFile(name="f", remarks=((code.value, "x"),))) for code in Remark]
    assert [said for said in (*reasons, *remarks) if "_" in said] == []
    assert len(set(reasons)) == len(Unread)


def test_the_card_of_a_draft_names_each_file() -> None:
    """At most eight, markup in names is none, the card keeps Slack's limits."""
    files = [
        AttachedFile(name="<!channel>.pdf", unread="encrypted"),
        *[AttachedFile(name=f"{n}.csv", lines=n) for n in range(1, 12)],
    ]
    card = order_card(DRAFT.model_copy(update={"files": tuple(files)}), COMPANY)
    assert "&lt;!channel&gt;.pdf: not read, it is locked with a password" in words(card)
    assert "7.csv: 7 lines read" in words(card)
    assert "and 4 more files" in words(card)
    assert check_surface({"channel": "C1", "text": card.text, "blocks": list(card.blocks)}, "message") == []


def test_the_acknowledgement_tells_the_sender_and_leaves_pictures_of_signatures_out() -> None:
    """A file that could not be read is told before it is missed."""
    files = (AttachedFile(name="scan.pdf", unread="no_text"), AttachedFile(name="logo.png", unread="unknown_kind"))
    order = DRAFT.model_copy(update={"files": files})
    mail = render_mail("order_acknowledged", {"order": order.model_dump(mode="json")}, COMPANY)
    assert "- scan.pdf: not read, it holds pictures and no text" in mail.text
    assert "scan.pdf: not read" in mail.html
    assert "logo.png" not in mail.text + mail.html
    assert worth_telling(files) == [files[0]]


def test_help_names_the_files_that_gave_nothing() -> None:
    """A scan in the orders channel is answered."""
    card = help_card(HelpAnswer(files=(AttachedFile(name="scan.pdf", unread="no_text"),)))
    assert card.text == "I could not find an order or a question in that."
    assert "scan.pdf: not read" in words(card)


def test_only_what_was_read_whole_needs_no_look() -> None:
    """Everything else is marked on the card."""
    assert is_whole(AttachedFile(name="a.csv", lines=1))
    assert not is_whole(AttachedFile(name="a.csv", lines=1, questions=1))
    assert not is_whole(AttachedFile(name="a.csv", lines=0))
