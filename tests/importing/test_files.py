"""Stories of files that are stored whole or not at all."""

import gzip
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.importing.exporting import export_kind
from app.importing.kinds import EVERY_KIND, UnknownKind
from app.importing.schemas import RowProblem
from app.importing.service import import_all, import_file
from domain.catalog import queries as catalog
from domain.shared.database import Transactions
from domain.shipping import queries as shelves
from tests.importing.desks import DESK, FILES, import_text, write_files


def _problems(transactions: Transactions, folder: Path, kind: str, text: str | bytes) -> list[tuple[int, str, str]]:
    report = import_text(transactions, folder, kind, text)
    assert report.stored == 0
    return [(problem.line, problem.column, problem.reason) for problem in report.problems]


def _skus(transactions: Transactions) -> list[str]:
    with transactions.read() as session:
        return [view.sku for view in catalog.all_products(session)]


def test_every_bad_row_is_listed_and_nothing_of_the_file_is_stored(transactions: Transactions, tmp_path: Path) -> None:
    """Line, column and reason of each, two in one row too; the good row stays out with them."""
    text = (
        "sku,name,list_price,min_quantity,status\nGOOD,Good,1,,\n,No sku,1,,\nA,A,one,0,\nB,B,-1,,sold\n"
        'GOOD,Again,1,,\nC,"a\nb",1,,\nD,=HYPERLINK(1),1,,\nE,E,1\n'
    )
    assert _problems(transactions, tmp_path, "products", text) == [
        (3, "sku", "is required"),
        (4, "list_price", "expected a number with a point, such as 12.50"),
        (4, "min_quantity", "must be more than 0"),
        (5, "list_price", "must be 0 or more"),
        (5, "status", "expected 'active' or 'obsolete'"),
        (6, "sku", "the same key as line 2"),
        (7, "name", "has line breaks or control characters"),
        (9, "name", "a formula; save its value instead"),
        (10, "", "has 3 cells where the header has 5"),
    ]
    assert _skus(transactions) == []


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (b"", 0, "the file is empty; its first line must name the columns"),
        (b"sku,name\nA,A\n", 1, "required column missing: list_price"),
        (b"sku;name;list_price\nA;A;1\n", 1, "columns are separated by commas, not semicolons"),
        (b"sku,name,list_price,SKU\nA,A,1,B\n", 1, "this column is there twice"),
        (b"sku,name,list_price\nA,Caf\xe9,1\n", 2, "not UTF-8 text; save the file as UTF-8"),
        (b"\xff\xfes\x00k\x00u\x00", 1, "not UTF-8 text; save the file as UTF-8"),
        (b'sku,name,list_price\nA,"A,1\n', 2, "no readable CSV: unexpected end of data"),
        (b"sku,name,list_price\nA," + b"x" * 140_000 + b",1\n", 2, "no readable CSV: longer than 131072 characters"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(
    transactions: Transactions, tmp_path: Path, text: bytes, line: int, reason: str
) -> None:
    """One problem for the whole file."""
    assert _problems(transactions, tmp_path, "products", text) == [(line, "", reason)]


def test_numbers_are_exact_and_bounded(transactions: Transactions, tmp_path: Path) -> None:
    """No exponents, no infinities, no more places than are kept, nothing that overflows."""
    cells = ("1e3", "NaN", "1_000", "1.0000001", "9999999999", "1,5")
    text = "sku,name,list_price\n" + "".join(f'S{index},S,"{cell}"\n' for index, cell in enumerate(cells))
    number = "expected a number with a point, such as 12.50"
    assert [reason for _, _, reason in _problems(transactions, tmp_path, "products", text)] == [
        number, number, number, "more than 6 decimal places", "larger than 9000000000", number,
    ]  # fmt: skip


def test_a_byte_order_mark_and_foreign_names_of_columns_are_understood(
    transactions: Transactions, tmp_path: Path
) -> None:
    """`mapping` says ours to theirs; columns that we do not know are named and left alone."""
    path = tmp_path / "products.csv.gz"
    path.write_bytes(gzip.compress("\ufeffArticle,name,List_Price,Colour\nA,Pot é,1.5,red\n".encode()))
    report = import_file(transactions, DESK, "products", path, mapping={"sku": "Article"})
    assert (report.stored, report.ignored) == (1, ("Colour",))
    wrong = import_file(transactions, DESK, "products", path, mapping={"skew": "Article"})
    assert wrong.problems[0].reason.startswith("there is no column skew to map to")
    assert _skus(transactions) == ["A"]


def test_a_workbook_is_read_like_csv(transactions: Transactions, tmp_path: Path) -> None:
    """Numbers that are SKUs stay SKUs, dates stay days."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["sku", "name", "list_price", "aliases"], [10002, "Globe", 0.85, "ball;world"], [10080, "", 1, None]):
        sheet.append(row)
    book.save(tmp_path / "products.xlsx")
    report = import_file(transactions, DESK, "products", tmp_path / "products.xlsx")
    assert report.problems == (RowProblem(line=3, column="name", value="", reason="is required"),)
    sheet["B3"] = "Cactus"
    book.save(tmp_path / "products.xlsx")
    assert import_file(transactions, DESK, "products", tmp_path / "products.xlsx").stored == 2
    assert _skus(transactions) == ["10002", "10080"]
    (tmp_path / "products.xlsx").write_bytes(b"no workbook")
    broken = import_file(transactions, DESK, "products", tmp_path / "products.xlsx")
    assert broken.problems[0].reason == "this is no XLSX workbook with a sheet"


def test_a_dry_run_checks_everything_and_keeps_nothing(transactions: Transactions, tmp_path: Path) -> None:
    """A folder is rehearsed file on top of file."""
    run = import_all(transactions, DESK, write_files(tmp_path / "files"), dry_run=True)
    assert [report.problems for report in run.reports if report.refused] == []
    assert {report.stored for report in run.reports} == {0}
    assert len(run.reports) == len(EVERY_KIND)
    assert _skus(transactions) == []


def test_a_folder_stops_at_the_first_bad_file_and_keeps_those_before(
    transactions: Transactions, tmp_path: Path
) -> None:
    """Names that are no kind are ignored, and kinds without a file are named."""
    folder = write_files(tmp_path / "files", units="sku,unit,factor\nNOPE,dozen,12\n", receipts="", notes="hello")
    run = import_all(transactions, DESK, folder)
    assert [report.kind for report in run.reports] == ["employees", "warehouses", "products", "units"]
    assert run.reports[-1].problems == (RowProblem(line=2, column="sku", value="NOPE", reason="unknown sku"),)
    assert run.missing == ("receipts",)
    assert _skus(transactions) == ["CAN", "POT"]


def test_two_forms_of_one_kind_are_refused_before_anything_is_stored(
    transactions: Transactions, tmp_path: Path
) -> None:
    """Nobody knows which of them is meant."""
    folder = write_files(tmp_path / "files")
    (folder / "units.csv.gz").write_bytes(gzip.compress(FILES["units"].encode()))
    run = import_all(transactions, DESK, folder)
    assert [report.problems[0].reason for report in run.reports] == ["two forms of one kind; keep one of them"]
    assert _skus(transactions) == []


def test_an_unknown_kind_is_refused(transactions: Transactions, tmp_path: Path) -> None:
    """The refusal names those there are."""
    with pytest.raises(UnknownKind):
        import_text(transactions, tmp_path, "suppliers", "a\n")


def test_progress_ends_where_it_said_it_would(transactions: Transactions, tmp_path: Path) -> None:
    """Every row counts once when it is checked and once when it is stored."""
    seen: list[tuple[str, int, int]] = []
    import_all(
        transactions,
        DESK,
        write_files(tmp_path / "files"),
        progress=lambda kind, done, total: seen.append((kind, done, total)),
    )
    assert next(step for step in seen if step[0] == "orders") == ("orders", 0, 4)
    assert [step for step in seen if step[0] == "orders"][-1] == ("orders", 4, 4)


def test_bins_say_where_articles_lie_and_move_them(transactions: Transactions, tmp_path: Path) -> None:
    """A bin is kept, written again as it was read, and moved by the next file; an unknown article is refused."""
    import_all(transactions, DESK, write_files(tmp_path / "files"))
    head = "warehouse,sku,bin\n"
    assert import_text(transactions, tmp_path, "bins", f"{head}MAIN,CAN,A-01\nMAIN,POT,B-02\n").stored == 2
    with transactions.read() as session:
        assert shelves.bins(session, "MAIN", ["CAN", "POT"]) == {"CAN": "A-01", "POT": "B-02"}
        assert "".join(export_kind(session, DESK, "bins")) == f"{head}MAIN,CAN,A-01\nMAIN,POT,B-02\n"
    refused = import_text(transactions, tmp_path, "bins", f"{head}MAIN,NOPE,A-01\nMOON,CAN,A-01\nMAIN,CAN,\n")
    wrong = [(problem.line, problem.column) for problem in refused.problems]
    assert wrong == [(2, "sku"), (3, "warehouse"), (4, "bin")]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("customers", "customer_id,name,currency\nC9,Tokyo,JPY\n"),
        ("exchange-rates", "currency,valid_from,rate\nKWD,2026-01-01,2.4\n"),
    ],
)
def test_n1_a_currency_without_hundredths_is_refused(
    transactions: Transactions, tmp_path: Path, kind: str, text: str
) -> None:
    """Yen have no hundredths and dinars have thousandths: the books cannot keep either."""
    (problem,) = import_text(transactions, tmp_path, kind, text).problems
    assert (problem.column, problem.value) == (
        "currency",
        text.split(",")[-1].strip() if kind == "customers" else "KWD",
    )
    assert problem.reason.startswith("amounts are kept in hundredths, and ")
