"""Stories of what the files of a wholesaler become."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from app.importing.exporting import export_all
from app.importing.schemas import ImportReport
from app.importing.service import import_all
from domain.billing import queries as billing
from domain.catalog import queries as catalog
from domain.customers import queries as customers
from domain.orders import queries as orders
from domain.shared.database import Transactions
from domain.stock import queries as stock
from domain.stock import service as stock_service
from tests.importing.desks import DESK, FILES, import_text, write_files

ORDER_COLUMNS = "order_no,placed_at,customer_id,sku,quantity,unit_price\n"
INVOICE_COLUMNS = "number,order_no,customer_id,issued,due,amount,open_amount\n"
OPEN_COLUMNS = (
    "order_no,placed_at,customer_id,sku,quantity,unit_price,status,shipped,requested_date,customer_po,ship_to\n"
)


def _imported(transactions: Transactions, folder: Path, **changed: str) -> tuple[ImportReport, ...]:
    run = import_all(transactions, DESK, write_files(folder, **changed))
    assert [report.problems for report in run.reports if report.refused] == []
    return run.reports


def _reasons(report: ImportReport) -> list[tuple[int, str, str]]:
    assert report.stored == 0
    return [(problem.line, problem.column, problem.reason) for problem in report.problems]


def test_a_folder_becomes_a_wholesaler(transactions: Transactions, tmp_path: Path) -> None:
    """Every kind is stored; a child may stand before its parent, a moment without a zone is company time."""
    _imported(transactions, tmp_path / "files")
    with transactions.read() as session:
        daughter = customers.customer(session, "C2")
        history = orders.order(session, DESK, "900")
        assert daughter is not None
        assert (daughter.parent_id, daughter.bill_to_id, daughter.credit_limit) == ("C1", "C2", None)
        assert customers.contacts(session, "C1")[0].email == "ann@mother.example"
        assert catalog.products(session, ["POT"])["POT"].aliases == ("planter", "tub")
        assert history.created_at == datetime(2026, 4, 1, 8, 30, tzinfo=UTC)
        assert (history.state, history.delivery, history.billing, history.payment) == (
            "invoiced",
            "full",
            "full",
            "none",
        )
        assert [(line.sku, line.shipped, line.returned) for line in history.lines] == [("POT", 12, 2), ("CAN", 1, 0)]
        assert (history.net.amount, history.tax.amount) == (Decimal("38.40"), Decimal("7.68"))
        assert billing.invoices(session, DESK, "C1", open_only=True)[0].disputed


def test_f5_a_customer_has_terms_beyond_net_days(transactions: Transactions, tmp_path: Path) -> None:
    """Terms are kept in one spelling; without them the days count; what nobody understands is a bad row."""
    head = "customer_id,name,payment_terms_days,terms\n"
    text = f"{head}C1,Mother,14,\nC2,Daughter,30,2/10 NET 50/50@0 ,\n"
    assert _reasons(import_text(transactions, tmp_path, "customers", text.replace("@0 ,", "@0"))) == [
        (3, "terms", "expected payment terms such as 30, eom+15, 2/10 net 30 or 50/50@0,30")
    ]
    good = f'{head}C1,Mother,14,\nC2,Daughter,30,"2/10 NET  50/50@0,EOM+15"\n'
    assert import_text(transactions, tmp_path, "customers", good).stored == 2
    with transactions.read() as session:
        terms = [view.payment_terms for view in customers.all_customers(session)]
    assert terms == ["14", "2/10 net 50/50@0,eom+15"]


def test_what_is_unknown_is_a_bad_row_everywhere(transactions: Transactions, tmp_path: Path) -> None:
    """References are checked before anything is written."""
    _imported(transactions, tmp_path / "files")
    told = {
        "customers": (
            "customer_id,name,parent_id,account_manager\nC9,N,C8,no@us.example\n",
            "account_manager parent_id",
        ),
        "contacts": ("customer_id,email\nC9,a@b.example\n", "customer_id"),
        "customer_items": ("customer_id,customer_part_number,sku\nC9,X,NOPE\n", "customer_id sku"),
        "prices": ("customer_id,sku,price\nC9,NOPE,1\n", "customer_id sku"),
        "stock": ("warehouse,sku,on_hand\nEAST,NOPE,1\n", "sku warehouse"),
        "orders": (ORDER_COLUMNS + "1,2026-01-01,C9,NOPE,1,1\n", "customer_id sku"),
        "returns": ("return_no,returned_at,customer_id,sku,quantity,order_no\nR,2026-01-01,C1,POT,1,77\n", "order_no"),
        "invoices": (INVOICE_COLUMNS + "1,77,C9,2026-01-01,2026-01-01,1,1\n", "customer_id order_no"),
        "payments": ("payment_id,customer_id,date,amount\nP,C9,2026-01-01,1\n", "customer_id"),
    }
    for kind, (text, columns) in told.items():
        report = import_text(transactions, tmp_path, kind, text)
        assert [problem.column for problem in report.problems] == columns.split(), kind
        assert report.stored == 0


def test_customers_do_not_pay_in_circles(transactions: Transactions, tmp_path: Path) -> None:
    """Nobody is their own parent, and a bill-to pays for itself."""
    text = "customer_id,name,parent_id,bill_to_id\nA,A,B,\nB,B,A,C\nC,C,,A\n"
    assert _reasons(import_text(transactions, tmp_path, "customers", text)) == [
        (2, "parent_id", "is its own parent in the end"),
        (3, "bill_to_id", "C does not pay for itself"),
        (3, "parent_id", "is its own parent in the end"),
    ]


def test_importing_again_updates_by_key(transactions: Transactions, tmp_path: Path) -> None:
    """The same folder twice is the same wholesaler; counted stock is an adjustment that the ledger explains."""
    _imported(transactions, tmp_path / "files")
    _imported(transactions, tmp_path / "files")
    stock_file = FILES["stock"].replace("MAIN,POT,100", "MAIN,POT,90")
    order_file = FILES["orders"].replace("900,2,2026-04-01 09:30,C1,CAN,1,12", "900,2,2026-04-01 09:30,C1,CAN,3,12")
    _imported(transactions, tmp_path / "files", stock=stock_file, orders=order_file)
    with transactions.read() as session:
        assert stock.all_on_hand(session) == [("MAIN", "POT", 90), ("NORTH", "POT", 20)]
        assert stock.balances_explained(session) == []
        lines = orders.order(session, DESK, "900").lines
        assert [(line.base_quantity, line.returned) for line in lines] == [(12, 2), (3, 0)]


def test_an_open_order_is_allocated_waits_and_counts_as_exposure(transactions: Transactions, tmp_path: Path) -> None:
    """On hand first, the rest from the receipt; what was wanted is the first promise; shipped goods count as such."""
    text = OPEN_COLUMNS + (
        "SO-1042,2026-05-01 10:00,C1,POT,130,2,open,0,2026-05-12,PO-7,Shop\n"
        "901,2026-05-02 10:00,C1,CAN,12,10,open,4,2026-05-12,,\n"
    )
    _imported(transactions, tmp_path / "files", orders=text, returns="", invoices="", payments="")
    with transactions.read() as session:
        pots, cans = orders.order(session, DESK, "SO-1042"), orders.order(session, DESK, "901")
        assert (pots.state, pots.customer_po, pots.lines[0].allocated, pots.lines[0].open) == (
            "confirmed",
            "PO-7",
            120,
            10,
        )
        assert (cans.state, cans.lines[0].shipped, cans.lines[0].open) == ("in_fulfilment", 4, 8)
        waiting = {line.sku: line for line in orders.waiting(session, DESK, "C1")}
        assert (waiting["CAN"].supplier_order, waiting["CAN"].first_promised_date) == ("S-1", date(2026, 5, 12))
        assert waiting["CAN"].promised_date == date(2026, 5, 22)
        mother = customers.customer(session, "C1")
        assert mother is not None
        exposure = billing.exposure(session, DESK, mother)
        assert (exposure.confirmed_not_shipped.amount, exposure.shipped_not_invoiced.amount) == (408, 48)
        assert orders.find_number(session, "1042") == "SO-1042"


def test_rows_that_the_product_has_acted_on_are_refused_with_the_reason(
    transactions: Transactions, tmp_path: Path
) -> None:
    """Allocated stock, received goods, an open order with other quantities, a used unit, a base unit."""
    text = OPEN_COLUMNS + "SO-1042,2026-05-01 10:00,C1,POT,30,2,open,0,2026-05-12,,\n"
    _imported(transactions, tmp_path / "files", orders=text, returns="", invoices="", payments="")
    _imported(transactions, tmp_path / "files", orders=text, returns="", invoices="", payments="")
    with transactions.begin() as session:
        stock_service.receive(session, DESK, "S-1", 1)
    told = {
        "stock": ("warehouse,sku,on_hand\nMAIN,POT,29\n", "fewer than the 30 that are allocated or in quarantine"),
        "receipts": (FILES["receipts"], "10 of it have been received already"),
        "orders": (text.replace(",30,2,", ",31,2,"), "is open here and has other lines or quantities by now"),
        "products": (
            "sku,name,list_price,base_unit\nPOT,Pot,1,kg\n",
            "is each already and stays so; make it a new product",
        ),
    }
    for kind, (file, reason) in told.items():
        assert [one.reason for one in import_text(transactions, tmp_path, kind, file).problems] == [reason]


def test_an_export_imported_elsewhere_gives_the_same_again(transactions: Transactions, tmp_path: Path) -> None:
    """Text that looks like a formula travels behind an apostrophe."""
    text = OPEN_COLUMNS + (
        "SO-1042,2026-05-01 10:00:30.5,C1,POT,130,2,open,10,2026-05-12,'=1+1,Shop\n"
        "900,2026-04-01 09:30,C1,POT,12,2.2,,,,,\n"
    )
    _imported(transactions, tmp_path / "files", orders=text)
    with transactions.read() as session:
        counts = export_all(session, DESK, tmp_path / "first")
    run = import_all(transactions, DESK, tmp_path / "first")
    assert [report.problems for report in run.reports if report.refused] == []
    with transactions.read() as session:
        export_all(session, DESK, tmp_path / "second")
    for path in sorted((tmp_path / "first").iterdir()):
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes(), path.name
    assert (counts["orders"], counts["returns"], counts["invoices"]) == (2, 1, 1)
    assert "'=1+1" in (tmp_path / "first" / "orders.csv").read_text(encoding="utf-8")
