"""Orders in files: by mail and in Slack, tables become the lines of a draft, and the card says what was read."""

import pytest
from sqlalchemy import select

from domain.conversations.models import InboxMessage
from domain.orders import queries as orders
from domain.orders.schemas import OrderView
from domain.shared.actors import system
from tests.support.files import HEAD_RULED, form, picture_of_a_page, workbook
from tests.support.running import Running
from tests.support.stories import ordered, says, state_of, thread_card

pytestmark = pytest.mark.data

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = [
    ["Greenfinch Garden Rooms"],
    ["PO number:", "GF-2001", "", "Date:", "14/11/2011"],
    ["Deliver to:", "Hexham warehouse"],
    [],
    ["Our ref", "Item", "Description", "Qty", "Unit price", "Total"],
    ["", "22469", "HEART OF WICKER SMALL", 24, 1.65, 39.60],
    ["", "85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 12, 2.95, 35.40],
    ["", "21116", "OWL DOORSTOP", None, 4.95, None],
    ["GR-71C0C9", "", "", 10, None, None],
    ["", "", "", "", "Total", 75.00],
]
PDF_ROWS = [
    ["Line", "Code", "Description", "Qty", "Price", "Amount"],
    ["1", "22423", "REGENCY CAKESTAND 3 TIER", "6", "12.75", "76.50"],
    ["2", "85099B", "JUMBO BAG RED RETROSPOT", "20", "2.08", "41.60"],
    ["", "", "", "", "Total", "118.10"],
]
WIDTHS = (30, 50, 95, 40, 45, 55)


def order_of(desk: Running, number: str) -> OrderView:
    """The order as it is stored."""
    with desk.runtime.transactions.read() as session:
        return orders.order(session, desk.desk(system("test")), number)


def lines(order: OrderView) -> list[tuple[str, int]]:
    """SKU and base quantity of each line."""
    return [(line.sku, int(line.base_quantity)) for line in order.lines]


def test_a_workbook_and_a_pdf_by_mail_are_one_draft(desk: Running) -> None:
    """Codes of ours and of theirs, PO and place from the cells; the rep sees what was read of each file."""
    slack = desk.workspace
    buyer = "orders@greenfinchgardenrooms.example"
    files = (
        ("order.xlsx", XLSX, workbook(SHEET)),
        ("more.pdf", "application/pdf", form(PDF_ROWS, above=["Purchase order"], style=HEAD_RULED, widths=WIDTHS)),
    )
    slack.send_mail(buyer, "Hello,\n\nplease see our attached order.\n\nThanks\nBuyer", subject="Order", uploads=files)
    mail = slack.wait_for_mail(buyer, "GF-2001", timeout=30)
    assert "order.xlsx: 3 lines read" in mail.text
    card = slack.wait_for("#orders", None, "GF-2001")
    says(card, "order.xlsx: 3 lines read", "more.pdf: 2 lines read", "Hexham warehouse", "24 each")
    order = order_of(desk, ordered(card))
    assert lines(order) == [("22469", 24), ("85123A", 12), ("23207", 10), ("22423", 6), ("85099B", 20)]
    assert (order.customer_po, order.questions, order.unexplained) == ("GF-2001", (), ())
    assert order.ship_to is not None
    assert order.ship_to.label == "Hexham warehouse"
    slack.click("mia", card, "Confirm")
    slack.wait_for_mail(buyer, lambda seen: "confirmed" in seen.subject)
    assert state_of(desk, ordered(card))[0] == "confirmed"


def test_what_is_unclear_in_a_file_is_asked_and_answered(desk: Running) -> None:
    """A row that contradicts itself stands on the card with its candidates."""
    slack = desk.workspace
    buyer = "orders@kestrelonline.example"
    rows = (
        "SKU;Description;Qty\n22469;HEART OF WICKER SMALL;24\n22423;JUMBO BAG RED RETROSPOT;6\n21116;OWL DOORSTOP;tbc\n"
    )
    slack.send_mail(buyer, "order attached, PO KE-2", uploads=(("po.csv", "text/csv", rows.encode("cp1252")),))
    card = slack.wait_for("#orders", None, "KE-2", timeout=30)
    says(
        card,
        "po.csv: 1 line read and 2 rows to be asked about",
        "Which article is “22423 | JUMBO BAG RED RETROSPOT | 6”",
    )
    assert "Confirm" not in card.labels
    slack.click("mia", card, "22423 · REGENCY CAKESTAND 3 TIER")
    answered = slack.wait_for("#orders", None, lambda seen: "KE-2" in seen.words and "Which article" not in seen.words)
    assert lines(order_of(desk, ordered(answered))) == [("22469", 24), ("22423", 6)]


def test_a_file_that_cannot_be_read_is_named_with_the_reason(desk: Running) -> None:
    """The order in the text stands; sender and rep are told of the scan, which is kept with the mail."""
    slack = desk.workspace
    buyer = "orders@pepperpotdeli.example"
    scan = picture_of_a_page()
    sent = slack.send_mail(
        buyer,
        "please send 12 x 22469, PO PP-2, the rest is in the scan",
        uploads=(("scan.pdf", "application/pdf", scan),),
    )
    assert "scan.pdf: not read, it holds pictures and no text" in slack.wait_for_mail(buyer, "PP-2", timeout=30).text
    says(slack.wait_for("#orders", None, "PP-2"), "scan.pdf: not read, it holds pictures and no text")
    with desk.runtime.transactions.read() as session:
        kept = session.scalar(
            select(InboxMessage.raw).where(InboxMessage.external_id.startswith(f"mail:{sent.message_id.strip()}"))
        )
    assert kept is not None
    assert b"scan.pdf" in kept
    assert len(kept) > len(scan)


def test_a_file_without_an_order_is_left_to_a_person(desk: Running) -> None:
    """A mail whose only content cannot be read is shown with the reason and never dropped."""
    slack = desk.workspace
    scan = (("scan.pdf", "application/pdf", picture_of_a_page()),)
    slack.send_mail("orders@tansylanegifts.example", "please see attached", subject="From us", uploads=scan)
    card = slack.wait_for("#orders", None, "A mail for a person", timeout=30)
    says(card, "scan.pdf: not read, it holds pictures and no text")


def test_an_html_table_in_a_mail_is_an_order(desk: Running) -> None:
    """As a spreadsheet is pasted into Outlook."""
    slack = desk.workspace
    buyer = "orders@cobaltbluehomewares.example"
    page = (
        "<html><body><p class=MsoNormal>Hello, please send, PO CB-2:<o:p></o:p></p>"
        "<table class=MsoNormalTable border=0><tr><td><p class=MsoNormal>Code</p></td><td><p>Description</p></td>"
        "<td><p>Qty</p></td></tr><tr><td><p class=MsoNormal>22469<o:p></o:p></p></td>"
        "<td><p>HEART OF WICKER SMALL</p></td><td><p>24</p></td></tr><tr><td><p>22423</p></td>"
        "<td><p>REGENCY CAKESTAND 3 TIER</p></td><td><p>6</p></td></tr></table></body></html>"
    )
    raw = (
        f"From: {buyer}\r\nTo: orders@orderclerk.example\r\nSubject: Order\r\nMessage-ID: <table@cobalt>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    )
    slack.send_raw_mail(buyer, "orders@orderclerk.example", raw.encode())
    card = slack.wait_for("#orders", None, "CB-2", timeout=30)
    assert lines(order_of(desk, ordered(card))) == [("22469", 24), ("22423", 6)]


def test_a_file_shared_in_slack_becomes_a_draft(desk: Running) -> None:
    """A rep drops the customer's workbook into the orders channel."""
    slack = desk.workspace
    book = workbook([["SKU", "Qty"], ["22469", 36], ["22423", 4]])
    ts = slack.upload("mia", "#orders", "order.xlsx", book, text="order for Greenfinch, PO GF-2002")
    card = thread_card(slack, ts, "Draft")
    says(card, "order.xlsx: 2 lines read", "GF-2002", "Greenfinch Garden Rooms")
    assert lines(order_of(desk, ordered(card))) == [("22469", 36), ("22423", 4)]


def test_a_file_in_the_thread_of_a_draft_adds_to_it(desk: Running) -> None:
    """And what is in the draft already is asked about."""
    slack = desk.workspace
    ts = slack.say("mia", "#orders", "Kestrel want 12 x 22469, PO KE-3")
    thread_card(slack, ts, "Draft")
    slack.upload("mia", "#orders", "more.csv", b"sku,qty\n22423,4\n", text="please add the attached", thread_ts=ts)
    card = slack.wait_for("#orders", ts, "more.csv: 1 line read")
    number = ordered(card)
    desk.until(lambda session: len(orders.order(session, desk.desk(system("test")), number).lines) == 2)
    assert lines(order_of(desk, number)) == [("22469", 12), ("22423", 4)]


def test_a_scan_in_the_orders_channel_is_answered(desk: Running) -> None:
    """It may be an order: never dropped without a word."""
    slack = desk.workspace
    ts = slack.upload("mia", "#orders", "scan.pdf", picture_of_a_page())
    says(slack.wait_for("#orders", ts, "scan.pdf", timeout=30), "scan.pdf: not read, it holds pictures and no text")


def test_an_empty_file_in_slack_is_named(desk: Running) -> None:
    """The order in the words stands."""
    slack = desk.workspace
    ts = slack.upload("mia", "#orders", "gone.csv", b"", text="Kestrel want 12 x 85123A, PO KE-4")
    says(thread_card(slack, ts, "Draft"), "gone.csv: not read, it is empty", "KE-4")
