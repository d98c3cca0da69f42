"""The articles of the real wholesaler in random tables: what is read is what was written, or it is asked about."""

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.intake.schemas import Message, Reading, Sheet
from domain.intake.service import Catalogue, build_directory, read
from tests.intake.stories import lines
from tests.intake.test_development_writers import rows as rows_of
from tests.intake.test_development_writers import wholesaler_catalogue

HEADINGS = {
    "code": ("SKU", "Item code", "Product no.", "Art.-Nr.", "Ref", "Stock code", "Code", ""),
    "name": ("Description", "Product", "Item", "Bezeichnung", ""),
    "quantity": ("Qty", "Quantity", "Order qty", "Menge", "Order", "Qty required", "Pcs"),
    "price": ("Price", "Unit price", "Cost", "Einzelpreis"),
    "amount": ("Total", "Line total", "Value", "Ext."),
    "stock": ("Stock", "In stock", "Available"),
    "pack": ("Pack size", "Inner", "Case qty", "MOQ"),
    "line": ("#", "Line", "Pos.", "No."),
    "unit": ("Unit", "UOM"),
    "range": ("Category", "Range"),
}
DIRECTORY = build_directory(())
Article = tuple[str, str]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """All articles of the wholesaler."""
    return wholesaler_catalogue()


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    """SKU and name of everything that is sold."""
    return [(row["sku"], row["name"]) for row in rows_of("products") if row["status"] == "active"]


def read_table(rows: Sequence[Sequence[object]], catalogue: Catalogue) -> Reading:
    """A mail with a table."""
    sheet = Sheet(file="order.xlsx", rows=tuple(tuple(map(str, row)) for row in rows))
    message = Message(
        id="m", channel="email", sender="customer", customer_id="13178", today=date(2011, 11, 14),
        text="please see attached order", attachments=(sheet,),
    )  # fmt: skip
    return read(message, catalogue, DIRECTORY)


def written(basket: Sequence[tuple[Article, int]], columns: Sequence[str], chance: random.Random) -> list[list[object]]:
    """A table of these columns."""
    rows: list[list[object]] = [[chance.choice(HEADINGS[column]) for column in columns]]
    for number, (article, quantity) in enumerate(basket, start=1):
        price = Decimal(chance.randint(10, 2000)) / 100
        cells: dict[str, object] = {
            "code": article[0], "name": article[1], "quantity": quantity, "price": price, "line": number,
            "amount": price * quantity, "stock": chance.randint(0, 900), "pack": chance.choice((1, 6, 12)),
            "unit": "each", "range": "Gifts",
        }  # fmt: skip
        rows.append([cells[column] for column in columns])
    return rows


@pytest.mark.data
def test_random_tables_are_read_right_or_asked_about(catalogue: Catalogue, articles: list[Article]) -> None:
    """300 tables of random columns in random order: no line that nobody wrote, no row that got lost."""
    chance = random.Random(11)
    rows = asked = 0
    for _ in range(300):
        columns = ["quantity", chance.choice(("code", "name"))]
        columns += [each for each in HEADINGS if each not in columns and chance.random() < 0.4]
        chance.shuffle(columns)
        chosen = chance.sample(articles, chance.choice((1, 1, 2, 3, 8)))
        basket = [(article, chance.choice((1, 2, 3, 6, 10, 12, 24, 100))) for article in chosen]
        table = written(basket, columns, chance)
        reading = read_table(table, catalogue)
        wanted = {(article[0], quantity) for article, quantity in basket}
        assert set(lines(reading)) <= wanted, table
        assert len(reading.lines) + len(reading.questions) == len(basket), table
        rows, asked = rows + len(basket), asked + len(reading.questions)
    assert asked < 0.02 * rows


@pytest.mark.data
def test_a_form_of_all_articles_orders_what_is_filled_in(catalogue: Catalogue, articles: list[Article]) -> None:
    """Three thousand rows with a quantity in every tenth."""
    rows: list[Sequence[object]] = [("Code", "Product", "Order")]
    rows += [(*one, 12 if n % 10 == 0 else "") for n, one in enumerate(articles)]
    reading = read_table(rows, catalogue)
    assert lines(reading) == [(sku, 12) for sku, _ in articles[::10]]
    assert (reading.questions, reading.unexplained) == ((), ())


cells = st.one_of(
    st.sampled_from(
        ("", "22469", "HEART OF WICKER SMALL", "12", "0", "-3", "1,5", "Qty", "SKU", "Total", "PO no:", "x 2")
    ),
    st.text(max_size=30),
    st.integers(-10, 10**9).map(str),
)


@pytest.mark.data
@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.lists(cells, max_size=6), max_size=12))
def test_any_table_is_read_without_an_error(catalogue: Catalogue, rows: list[list[str]]) -> None:
    """And every line is of an article that a cell of its row names."""
    for line in read_table(rows, catalogue).lines:
        assert line.base_quantity > 0
        assert 1 <= line.source.row <= len(rows)
