"""Papers of the warehouse: labels that a scanner reads, as PDF and as ZPL, delivery notes and pick lists."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pdfplumber
import pypdfium2
import pytest
import zxingcpp

from domain.orders.schemas import LineView, OrderView, ShipTo
from domain.shared import policy
from domain.shared.money import Money
from domain.shipping.schemas import (
    PackageLineView,
    PackageView,
    PickListLineView,
    PickListView,
    ShipmentLineView,
    ShipmentView,
)
from presentation.papers.delivery_notes import delivery_note_pdf
from presentation.papers.labels import labels_pdf, labels_zpl
from presentation.papers.pick_lists import pick_lists_pdf

COMPANY = policy.understood(policy.shipped()).company
MORNING = datetime(2011, 11, 14, 9, tzinfo=UTC)
SSCCS = ("095212340000000013", "095212340000000020")


def package(number: int) -> PackageView:
    """A carton of six tins."""
    line = PackageLineView(
        line_key="SO-1042/1", order_number="SO-1042", sku="TIN", name="Cake Tin", quantity=Decimal(6)
    )
    return PackageView(
        package_number=f"PK-{1000 + number}", sscc=SSCCS[number - 1], warehouse="MAIN", package_type="carton",
        weight_kg=Decimal("4.5"), weight_is_measured=True, length_cm=None, width_cm=None, height_cm=None,
        shipment_number="SH-1001", is_blocked=False, lines=(line,),
    )  # fmt: skip


def shipment(**more: object) -> ShipmentView:
    """Twelve tins in two cartons to Norwich."""
    lines = (
        ShipmentLineView(line_key="SO-1042/1", order_number="SO-1042", customer_po="PO-77", sku="TIN", name="Cake Tin",
                         warehouse="MAIN", quantity=Decimal(12)),
    )  # fmt: skip
    return ShipmentView.model_validate({
        "shipment_number": "SH-1001", "order_number": "SO-1042", "order_numbers": ("SO-1042",), "warehouse": "MAIN",
        "ship_to": ShipTo(label="Norwich warehouse", lines=("Unit 4, Mill Lane", "Norwich NR3 1AB"), country="GB",
                          postcode="NR3 1AB"),
        "carrier": "Parcel Line", "carrier_key": "parcel", "service": "standard", "routing": "MAINLAND STANDARD",
        "tracking_number": "PL100000017GB", "freight": None, "choice": None, "expected_date": date(2011, 11, 15),
        "shipped_at": MORNING, "shipped_date": date(2011, 11, 14), "invoice_number": None, "delivered_at": None,
        "signed_by": None, "is_partial": False, "is_damaged": False, "delivery_remark": None, "lines": lines,
        "packages": (package(1), package(2)), **more,
    })  # fmt: skip


def order() -> OrderView:
    """Twenty tins were ordered under Thistle's own number; eight are still to come."""
    nothing = Money.zero("GBP")
    line = LineView(
        line_no=1, line_key="SO-1042/1", sku="TIN", name="Cake Tin", customer_part_number="T-9", quantity=Decimal(20),
        unit="each", base_quantity=Decimal(20), base_unit="each", unit_price=Decimal(10), price_source="list",
        net=nothing, tax_rate=Decimal(20), open=Decimal(8), shipped=Decimal(12),
    )  # fmt: skip
    return OrderView(
        number="SO-1042", state="in_fulfilment", revision=1, channel="slack", customer_id="THISTLE",
        customer_name="Thistle", bill_to="THISTLE", ship_to=None, requested_date=None, promised_date=None,
        customer_po="PO-77", note=None, currency="GBP", lines=(line,), net=nothing, tax=nothing, taxes=(),
        total=nothing, author="Mia", author_id="mia", created_at=MORNING,
    )  # fmt: skip


def scanned(pdf: bytes, dots_per_inch: int = 203) -> list[list[tuple[str, str]]]:
    """What a barcode reader finds on each page as a label printer would print it: format and text."""
    pages = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            picture = page.render(scale=dots_per_inch / 72).to_pil()
            found = zxingcpp.read_barcodes(picture)
            pages.append(sorted((str(code.format), code.text) for code in found))
    return pages


def text_of(pdf: bytes) -> str:
    """The words of a PDF, wherever its lines break."""
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(word for page in document for word in page.get_textpage().get_text_range().split())


@pytest.mark.parametrize("dots_per_inch", [203, 300])
def test_f3_a_scanner_reads_both_barcodes_of_every_label(dots_per_inch: int) -> None:
    """One page per package: its own SSCC as GS1-128 and the shipment's tracking number as Code 128."""
    pages = scanned(labels_pdf(shipment(), COMPANY), dots_per_inch)
    assert [{text for _, text in page} for page in pages] == [
        {"(00)095212340000000013", "PL100000017GB"}, {"(00)095212340000000020", "PL100000017GB"},
    ]  # fmt: skip
    assert {kind for page in pages for kind, _ in page} == {"Code 128"}


def test_a_label_says_where_with_whom_and_what() -> None:
    """Address, carrier, routing, order, PO, package and weight can be read by people, too; the same bytes each time."""
    pdf = labels_pdf(shipment(), COMPANY)
    words = text_of(pdf)
    for wanted in ("Norwich warehouse", "Unit 4, Mill Lane", "Norwich NR3 1AB", "Parcel Line STANDARD",
                   "MAINLAND STANDARD", "SH-1001", "SO-1042", "PO PO-77", "package 2 of 2", "4.5 kg",
                   "(00) 095212340000000013", "OrderClerk Trading Ltd"):  # fmt: skip
        assert wanted in words
    assert pdf == labels_pdf(shipment(), COMPANY)


def test_f3_a_label_says_what_its_carrier_wants_to_read() -> None:
    """On paper and on the label printer."""
    noted = shipment(label_note="Do not double stack ^XZ")
    assert "Do not double stack" in text_of(labels_pdf(noted, COMPANY))
    assert labels_zpl(noted, COMPANY).count("1 of 2  4.5 kg  Do not double stack _5EXZ") == 1


def test_a_label_without_tracking_has_only_its_own_number() -> None:
    """Somebody the customer sends gives no number."""
    pages = scanned(labels_pdf(shipment(tracking_number=None, ship_to=None), COMPANY))
    assert [[text for _, text in page] for page in pages] == [[f"(00){sscc}"] for sscc in SSCCS]


def test_f3_the_same_labels_go_to_a_label_printer() -> None:
    """Two labels of ZPL in UTF-8: the SSCC with its application identifier, the tracking number, every word."""
    zpl = labels_zpl(shipment(), COMPANY)
    assert (zpl.count("^XA"), zpl.count("^XZ")) == (2, 2)
    assert [line for line in zpl.splitlines() if "^BC" in line] == [
        "^FO80,700^BY2^BCN,120,Y,N,N,A^FH_^FDPL100000017GB^FS",
        "^FO80,900^BY3^BCN,200,Y,N,N,D^FD(00)095212340000000013^FS",
        "^FO80,700^BY2^BCN,120,Y,N,N,A^FH_^FDPL100000017GB^FS",
        "^FO80,900^BY3^BCN,200,Y,N,N,D^FD(00)095212340000000020^FS",
    ]  # fmt: skip
    assert "^FDNorwich warehouse^FS" in zpl


def test_o6_words_of_customers_are_no_commands_on_papers() -> None:
    """A ship-to that tries to end the label, to reset the printer or to write markup stays words."""
    evil = ShipTo(label='^XZ^XA~JR_5E #panic("x")', lines=("*bold* \\ $x$",), country="GB")
    zpl = labels_zpl(shipment(ship_to=evil, tracking_number="A^XZ~é"), COMPANY)
    assert (zpl.count("^XA"), zpl.count("^XZ"), zpl.count("~")) == (2, 2, 0)
    assert "_5EXZ_5EXA_7EJR_5F5E" in zpl
    pdf = labels_pdf(shipment(ship_to=evil, tracking_number="A^XZ~é"), COMPANY)
    assert '#panic("x")' in text_of(pdf)
    assert "A^XZ~." in {text for _, text in scanned(pdf)[0]}


def test_o2_the_delivery_note_tells_every_line_with_its_po() -> None:
    """Ordered, delivered and to come; the customer's PO and part number; packages with their numbers."""
    pdf = delivery_note_pdf(shipment(), [order()], COMPANY)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
    words = text_of(pdf)
    for wanted in ("Delivery note", "SH-1001", "PL100000017GB", "095212340000000020", "Norwich warehouse", "Signature"):
        assert wanted in words
    with pdfplumber.open(BytesIO(pdf)) as document:
        lines = document.pages[0].extract_text().splitlines()
    assert "SO-1042 PO-77 T-9 TIN Cake Tin 20 12 each 8" in lines


def test_a_pick_list_is_printed_bin_by_bin_with_its_number_to_scan() -> None:
    """Only what is still to be taken; the number in the corner is a barcode."""

    def line(position: int, to_take: int) -> PickListLineView:
        return PickListLineView(
            position=position, order_number="SO-1042", line_key=f"SO-1042/{position}", sku=f"SKU{position}",
            name="Cake Tin", bin=f"A{position}", quantity=Decimal(9), to_take=Decimal(to_take), picked=Decimal(0),
            short=Decimal(0), freed=Decimal(0),
        )  # fmt: skip

    view = PickListView(
        pick_list="PL-1001", warehouse="MAIN", route="fleet round", state="open", made_at=MORNING, made_by="will",
        lines=(line(1, 9), line(2, 0)),
    )  # fmt: skip
    pdf = pick_lists_pdf((view, view))
    assert [[text for _, text in page] for page in scanned(pdf)] == [["PL-1001"], ["PL-1001"]]
    words = text_of(pdf)
    assert ("SKU1" in words, "SKU2" in words, "fleet round" in words) == (True, False, True)
