"""Orders in sheets: many layouts come to the same lines, and what is unclear is asked and never guessed."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from domain.intake.schemas import DraftState, Message, Reading, Sheet
from domain.intake.service import Catalogue, Directory, read
from tests.intake.stories import lines

OWL, STAND, PLATE, BAG = "21116", "22423", "23170", "85099B"
TWO = [(OWL, 12), (STAND, 24)]
Table = Sequence[Sequence[str]]
Reads = Callable[..., Reading]


@pytest.fixture
def reads_sheets(catalogue: Catalogue, directory: Directory) -> Reads:
    """Read a mail of Thistle & Thyme of Monday 14 November 2011 with these sheets."""

    def reader(
        *tables: Table,
        text: str = "Please see our attached order",
        customer: str | None = "12502",
        draft: DraftState | None = None,
        subject: str = "Our order",
        files: Sequence[str] = ("order.xlsx", "order.pdf", "more.csv"),
    ) -> Reading:
        sheets = tuple(
            Sheet(file=file, rows=tuple(map(tuple, rows))) for file, rows in zip(files, tables, strict=False)
        )
        message = Message(
            id="m", channel="email", sender="customer" if customer else "rep", customer_id=customer,
            today=date(2011, 11, 14), subject=subject, text=text, attachments=sheets,
        )  # fmt: skip
        return read(message, catalogue, directory, draft)

    return reader


LAYOUTS: dict[str, Table] = {
    "plain": [("SKU", "Description", "Qty"), (OWL, "OWL DOORSTOP", "12"), (STAND, "REGENCY CAKESTAND 3 TIER", "24")],
    "quantity first": [("Quantity", "Product code"), ("12", OWL), ("24", STAND)],
    "no heading": [(OWL, "12"), (STAND, "24")],
    "no heading, with names and numbers of lines": [
        ("1", OWL, "OWL DOORSTOP", "12"),
        ("2", STAND, "REGENCY CAKESTAND 3 TIER", "24"),
        ("3", PLATE, "REGENCY TEA PLATE ROSES", "0"),
    ],
    "names only": [("Product", "Order"), ("Owl doorstop", "12"), ("Regency cakestand 3 tier", "24")],
    "names only, no heading": [("Owl doorstop", "12"), ("Regency cakestand 3 tier", "24")],
    "prices and amounts, no heading": [
        (OWL, "OWL DOORSTOP", "12", "4.95", "59.40"),
        (STAND, "REGENCY CAKESTAND 3 TIER", "24", "10.95", "262.80"),
    ],
    "German with decimal commas": [
        ("Pos.", "Artikel-Nr.", "Bezeichnung", "Menge", "Einheit", "Einzelpreis", "Gesamtpreis"),
        ("10", OWL, "OWL DOORSTOP", "12", "Stk", "4,95", "59,40"),
        ("20", STAND, "REGENCY CAKESTAND 3 TIER", "24", "Stk", "10,95", "262,80"),
        ("", "", "", "", "", "Summe", "322,20"),
    ],
    "French": [
        ("Réf.", "Désignation", "Qté", "PU", "Montant"),
        (OWL, "OWL DOORSTOP", "12", "4,95 €", "59,40 €"),
        (STAND, "REGENCY CAKESTAND 3 TIER", "24", "10,95 €", "262,80 €"),
    ],
    "titles above and totals below": [
        ("THISTLE & THYME GIFTS",),
        ("1 High Street, Ripon",),
        (),
        ("PURCHASE ORDER", "", "", "Page 1 of 1"),
        (),
        ("Line", "Item No", "Description", "Qty Ordered", "Unit Price", "Line Total"),
        ("1", OWL, "OWL DOORSTOP", "12", "£4.95", "£59.40"),
        ("2", STAND, "REGENCY CAKESTAND 3 TIER", "24", "£10.95", "£262.80"),
        (),
        ("", "", "", "", "Subtotal", "322.20"),
        ("", "", "", "", "VAT 20%", "64.44"),
        ("", "", "", "", "Total", "386.64"),
        ("Thank you for your business",),
    ],
    "order form with what is not ordered": [
        ("Code", "Product", "Pack size", "Price", "Order qty"),
        (OWL, "OWL DOORSTOP", "6", "4.95", "12"),
        ("KITCHEN",),
        (STAND, "REGENCY CAKESTAND 3 TIER", "4", "10.95", "24"),
        (PLATE, "REGENCY TEA PLATE ROSES", "12", "1.65", ""),
        (BAG, "JUMBO BAG RED RETROSPOT", "10", "2.08", "0"),
        ("23028", "DRAWER KNOB CRACKLE GLAZE BLUE", "12", "1.65", "-"),
    ],
    "several numbers that are no quantities": [
        ("No", "SKU", "Name", "In stock", "Min order", "Qty", "RRP", "Last order"),
        ("1", OWL, "Owl doorstop", "500", "6", "12", "9.95", "48"),
        ("2", STAND, "Regency cakestand 3 tier", "80", "4", "24", "24.95", "12"),
    ],
    "heading over two rows": [
        ("Item", "", "Order", "Unit"),
        ("No.", "Description", "Qty", "Price"),
        (OWL, "OWL DOORSTOP", "12", "4.95"),
        (STAND, "REGENCY CAKESTAND 3 TIER", "24", "10.95"),
    ],
    "heading again on the second page": [
        ("Code", "Description", "Qty"),
        (OWL, "OWL DOORSTOP", "12"),
        ("Page 1 of 2",),
        ("Code", "Description", "Qty"),
        (STAND, "REGENCY CAKESTAND 3 TIER", "24"),
        ("Page 2 of 2",),
    ],
    "two blocks beside each other": [
        ("Code", "Description", "Qty", "", "Code", "Description", "Qty"),
        (OWL, "OWL DOORSTOP", "12", "", STAND, "REGENCY CAKESTAND 3 TIER", "24"),
        (PLATE, "REGENCY TEA PLATE ROSES", "", "", BAG, "JUMBO BAG RED RETROSPOT", ""),
    ],
    "dozens": [("SKU", "Qty", "UOM"), (OWL, "1", "DZ"), (STAND, "2", "doz")],
    "dozens in the heading": [("SKU", "Dozens"), (OWL, "1"), (STAND, "2")],
    "units behind the number": [("Artikel", "Anzahl"), (OWL, "12 Stück"), (STAND, "2 dozen")],
    "code and name in one cell": [
        ("Item", "Qty"),
        ("21116 - Owl doorstop", "12"),
        ("22423 - Regency cakestand 3 tier", "24"),
    ],
    "quantity told by its product": [
        ("Code", "Qty", "Order", "Price", "Value"),
        (OWL, "6", "12", "4.95", "59.40"),
        (STAND, "4", "24", "10.95", "262.80"),
    ],
    "a name over two rows": [
        ("Code", "Description", "Qty"),
        (OWL, "OWL DOORSTOP", "12"),
        (STAND, "REGENCY CAKESTAND", "24"),
        ("", "3 TIER", ""),
    ],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_comes_to_the_same_two_lines(reads_sheets: Reads, layout: str) -> None:
    """Nothing is asked, nothing is left."""
    reading = reads_sheets(LAYOUTS[layout])
    assert (reading.intent, sorted(lines(reading))) == ("order", TWO)
    assert (reading.questions, reading.unexplained) == ((), ())
    assert reading.ready


def test_a_line_says_where_it_came_from(reads_sheets: Reads) -> None:
    """File, row and the words of the row."""
    reading = reads_sheets(LAYOUTS["titles above and totals below"])
    source = reading.lines[1].source
    assert (source.file, source.row) == ("order.xlsx", 8)
    assert source.text == "2 | 22423 | REGENCY CAKESTAND 3 TIER | 24 | £10.95 | £262.80"
    assert [(file.file, file.lines) for file in reading.files] == [("order.xlsx", 2)]
    assert str(reading.lines[1].stated_price) == "10.95"


def test_their_own_numbers_are_known(reads_sheets: Reads) -> None:
    """A customer's part number stands for our article."""
    reading = reads_sheets([("Your ref", "Our part no", "Qty"), ("", "TT-OWL-1", "12"), (STAND, "", "24")])
    assert lines(reading) == TWO


def test_what_the_cells_around_say_is_the_head_of_the_order(reads_sheets: Reads) -> None:
    """PO, place, day and note; dates and numbers of other things are none of them."""
    reading = reads_sheets([
        ("Purchase order", "", "Date:", "2011-11-10"),
        ("PO number:", "TT-4411", "Tel:", "01765 600600"),
        ("Deliver to:", "", "Required by:", "25/11/2011"),
        ("Norwich warehouse",),
        (),
        ("Code", "Qty"),
        (OWL, "12"),
        (STAND, "24"),
        ("Special instructions:", "Label every box"),
    ])  # fmt: skip
    assert (reading.customer_po, reading.requested_date) == ("TT-4411", date(2011, 11, 25))
    assert (reading.ship_to, reading.note) == ("Norwich warehouse", "Label every box")
    assert (lines(reading), reading.unexplained) == (TWO, ())


def test_labels_over_their_values(reads_sheets: Reads) -> None:
    """A row of labels with their values in the row below is no table of articles."""
    reading = reads_sheets([
        ("Order No", "Order Date", "Delivery Date", "Terms"),
        ("TT-77", "14/11/2011", "2011-11-30", "30 days"),
        ("Code", "Qty"),
        (OWL, "12"),
        (STAND, "24"),
    ])  # fmt: skip
    assert (reading.customer_po, reading.requested_date) == ("TT-77", date(2011, 11, 30))
    assert (lines(reading), reading.unexplained) == (TWO, ())


def test_the_customer_may_stand_in_the_sheet_only(reads_sheets: Reads) -> None:
    """A rep forwards a form; the customer's own part numbers are then known too."""
    form = [("Thistle & Thyme Gifts",), ("Part no", "Qty"), ("TT-OWL-1", "12"), (STAND, "24")]
    reading = reads_sheets(form, customer=None, text="order attached")
    assert (reading.customer_id, lines(reading)) == ("12502", TWO)


def test_u6_a_sheet_says_its_unit(reads_sheets: Reads) -> None:
    """ "EA" and "pcs" are said, a column of numbers alone says nothing."""
    reading = reads_sheets([("Code", "Qty", "UOM"), (OWL, "12", "EA"), (STAND, "24 pcs", ""), (BAG, "5", "")])
    assert [(line.sku, line.quantity, line.unit) for line in reading.lines] == [
        (OWL, 12, "each"),
        (STAND, 24, "each"),
        (BAG, 5, None),
    ]


def one_row(*cells: str) -> Table:
    """A good row and one that is in doubt."""
    return [("Code", "Description", "Qty"), (OWL, "OWL DOORSTOP", "12"), cells]


@pytest.mark.parametrize(
    ("cells", "about", "candidates"),
    [
        ((STAND, "JUMBO BAG STRAWBERRY", "24"), "which_item", (STAND, "85099F")),
        ((STAND, "REGENCY CAKESTAND 3 TIER", "tbc"), "quantity", (STAND,)),
        ((STAND, "REGENCY CAKESTAND 3 TIER", "10-12"), "quantity", (STAND,)),
        ((STAND, "REGENCY CAKESTAND 3 TIER", "-5"), "quantity", (STAND,)),
        ((STAND, "REGENCY CAKESTAND 3 TIER", "1.5"), "quantity", (STAND,)),
        ((STAND, "REGENCY CAKESTAND 3 TIER", "3 pallets"), "quantity", (STAND,)),
        ((STAND, "REGENCY CAKESTAND 3 TIER", "5 kg"), "quantity", (STAND,)),
        ((STAND, "REGENCY CAKESTAND 3 TIER", "24 or 36"), "quantity", (STAND,)),
        (("", "LUNCH BAG", "24"), "which_item", ("20725", "22384", "23209")),
        (("99999", "GARDEN HOSE", "24"), "unknown_item", ()),
        (("22432", "REGENCY CAKESTAND 3 TIER", "24"), "which_item", (STAND,)),
        (("10002", "INFLATABLE POLITICAL GLOBE", "24"), "unknown_item", (OWL,)),
    ],
)
def test_a_row_in_doubt_is_a_question(
    reads_sheets: Reads, cells: tuple[str, ...], about: str, candidates: tuple[str, ...]
) -> None:
    """The other row stands; nothing is guessed."""
    reading = reads_sheets(one_row(*cells))
    assert lines(reading) == [(OWL, 12)]
    (question,) = reading.questions
    assert (question.about, tuple(sorted(question.candidates))) == (about, tuple(sorted(candidates)))
    assert question.span is not None
    assert (question.span.file, question.span.row) == ("order.xlsx", 3)
    assert not reading.ready


def test_a_row_that_contradicts_its_amount_is_asked_about(reads_sheets: Reads) -> None:
    """Quantity times price is the amount everywhere else."""
    reading = reads_sheets([
        ("Code", "Qty", "Price", "Amount"),
        (OWL, "12", "4.95", "59.40"),
        (STAND, "24", "10.95", "26.28"),
        (PLATE, "10", "1.65", "16.50"),
    ])  # fmt: skip
    assert lines(reading) == [(OWL, 12), (PLATE, 10)]
    assert [(q.about, q.candidates) for q in reading.questions] == [("quantity", (STAND,))]


def test_columns_of_which_any_may_be_the_quantity_are_asked_about(reads_sheets: Reads) -> None:
    """Two numbers without headings, and nothing multiplies."""
    reading = reads_sheets([(OWL, "12", "6"), (STAND, "24", "4")])
    assert lines(reading) == []
    assert [(q.about, q.candidates) for q in reading.questions] == [("quantity", (OWL,)), ("quantity", (STAND,))]


def test_a_price_list_orders_nothing(reads_sheets: Reads) -> None:
    """Codes and prices without a quantity."""
    price_list = [("Code", "Description", "Price"), (OWL, "OWL DOORSTOP", "4.95"), (STAND, "CAKESTAND", "10.95")]
    reading = reads_sheets(price_list)
    assert (reading.intent, reading.lines, reading.questions) == ("not_actionable", (), ())


@pytest.mark.parametrize(
    ("text", "intent"),
    [("Attached is our stock list", "not_actionable"), ("please find the invoice attached", "billing_query")],
)
def test_what_the_mail_says_is_no_order_is_none(reads_sheets: Reads, text: str, intent: str) -> None:
    """A stock list has codes and quantities, too."""
    rows = LAYOUTS["plain"]
    reading = reads_sheets(rows, text=text, subject="For you", files=("list.xlsx",))
    assert (reading.intent, reading.lines) == (intent, ())


def test_remarks_of_rows_and_words_below_are_not_passed_over(reads_sheets: Reads) -> None:
    """They stand on the card as not understood."""
    reading = reads_sheets([
        ("Code", "Qty", "Remarks"),
        (OWL, "12", "gift wrap please"),
        (STAND, "24", ""),
        ("Please do not send any substitutes",),
    ])  # fmt: skip
    assert lines(reading) == TWO
    said = ["21116: gift wrap please", "Please do not send any substitutes"]
    assert [span.text for span in reading.unexplained] == said
    assert not reading.ready


def test_a_total_that_is_no_sum_is_shown(reads_sheets: Reads) -> None:
    """A row may be missing."""
    reading = reads_sheets([("Code", "Qty"), (OWL, "12"), (STAND, "24"), ("Total", "48")])
    assert (lines(reading), [span.text for span in reading.unexplained]) == (TWO, ["Total | 48"])


def test_text_and_sheet_together(reads_sheets: Reads) -> None:
    """Other articles in the text are added; the head is taken from where it stands."""
    sheet = [("PO no", "TT-9"), ("Code", "Qty"), (OWL, "12"), (STAND, "24")]
    reading = reads_sheets(sheet, text="please send the attached order plus 6 x 85099B")
    assert sorted(lines(reading)) == [*TWO, (BAG, 6)]
    assert reading.customer_po == "TT-9"


def test_an_article_in_text_and_sheet_is_asked_about(reads_sheets: Reads) -> None:
    """Neither of them, and not both, is ordered until somebody says how many."""
    reading = reads_sheets(LAYOUTS["plain"], text="please send 6 x 21116 and the attached order")
    assert lines(reading) == [(STAND, 24)]
    (question,) = reading.questions
    assert (question.about, question.candidates) == ("quantity", (OWL,))
    assert "21116 | OWL DOORSTOP | 12" in question.text
    assert "6 x 21116" in question.text
    assert not reading.ready


def test_the_same_order_as_two_files_is_one(reads_sheets: Reads) -> None:
    """It counts once, and that is said."""
    reading = reads_sheets(LAYOUTS["plain"], LAYOUTS["quantity first"])
    assert lines(reading) == TWO
    assert [(file.file, file.same_as) for file in reading.files] == [("order.xlsx", None), ("order.pdf", "order.xlsx")]
    assert not reading.ready


def test_an_order_in_the_text_and_as_a_file_is_one(reads_sheets: Reads) -> None:
    """All of it is the same: it counts once, and that is said."""
    reading = reads_sheets(LAYOUTS["plain"], text="please send 12 x 21116 and 24 x 22423, see also the attached order")
    assert (lines(reading), reading.questions) == (TWO, ())
    assert [(file.file, file.same_as) for file in reading.files] == [("order.xlsx", "")]
    assert not reading.ready


def test_two_files_with_different_articles_are_one_order(reads_sheets: Reads) -> None:
    """Both count."""
    reading = reads_sheets([("Code", "Qty"), (OWL, "12")], [("Code", "Qty"), (STAND, "24")])
    assert (lines(reading), reading.ready) == (TWO, True)


def test_different_heads_are_not_passed_over(reads_sheets: Reads) -> None:
    """The text's PO number stands, the sheet's is shown."""
    sheet = [("PO no", "TT-9"), ("Code", "Qty"), (OWL, "12"), (STAND, "24")]
    reading = reads_sheets(sheet, text="please send the attached order, PO TT-8")
    assert (reading.customer_po, [span.text for span in reading.unexplained]) == ("TT-8", ["TT-9"])


def test_a_sheet_in_the_thread_of_a_draft_adds_to_it(reads_sheets: Reads) -> None:
    """What the draft holds stays; an article that it holds already is asked about."""
    before = reads_sheets([("Code", "Qty"), (OWL, "12")])
    draft = DraftState(customer_id="12502", lines=before.lines)
    reading = reads_sheets([("Code", "Qty"), (STAND, "24")], text="please add the attached", draft=draft)
    assert (reading.intent, lines(reading)) == ("draft_edit", TWO)
    again = reads_sheets([("Code", "Qty"), (OWL, "6")], text="please add the attached", draft=draft)
    assert (again.intent, lines(again)) == ("draft_edit", [])
    assert [question.about for question in again.questions] == ["quantity"]


def test_a_question_with_a_sheet_stays_a_question(reads_sheets: Reads) -> None:
    """Have you got these? Nothing is ordered by asking."""
    reading = reads_sheets(LAYOUTS["plain"], text="Have you got these in stock?", files=("list.xlsx",))
    assert reading.intent == "stock_query"
    assert [item.sku for item in reading.asked.items] == [OWL, STAND]
    assert reading.lines == ()


def test_a_text_file_is_read_as_what_somebody_wrote(reads_sheets: Reads) -> None:
    """One cell a row is no table."""
    reading = reads_sheets([("please send",), ("12 x 21116",), ("24 x 22423",)], files=("order.txt",))
    assert lines(reading) == TWO
    assert reading.lines[0].source.file == "order.txt"


def test_more_rows_than_anybody_orders_are_left_to_a_person(reads_sheets: Reads) -> None:
    """The first two thousand are read, and the first of the rest is shown."""
    reading = reads_sheets([("Code", "Qty"), *[(OWL, "1")] * 2100])
    assert len(reading.lines) == 2000
    assert [(span.row, span.text) for span in reading.unexplained] == [(2002, "21116 | 1")]
    assert not reading.ready


@pytest.mark.parametrize(
    "rows",
    [[()], [("",)], [("Code", "Qty")], [("x",) * 200] * 300, [("1",) * 50] * 300, [("Total", "Total")] * 50],
)
def test_any_cells_are_read_without_an_error(reads_sheets: Reads, rows: Table) -> None:
    """Empty, headed only, all the same."""
    assert reads_sheets(rows).lines == ()
