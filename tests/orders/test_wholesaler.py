"""Three orders of a real wholesaler, as a rep would ask for them on a Monday morning."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.importing.service import import_all
from domain.employees import queries as employees
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.schemas import OrderRequest, OrderView
from domain.shared.actors import system
from domain.shared.database import Transactions
from tests.support.world import World, wanted

THISTLE, MEADOWSWEET, WHARFEDALE = "12502", "14961", "15380"
BAG, CAKESTAND = "85099B", "22423"
_KEPT = {"customer_id": {THISTLE, MEADOWSWEET, WHARFEDALE, ""}, "sku": {BAG, CAKESTAND}}
_FILES = ("employees", "warehouses", "products", "units", "customers", "prices", "contacts", "addresses", "stock",
          "receipts", "invoices", "payments")  # fmt: skip

pytestmark = pytest.mark.data


@pytest.fixture
def wholesaler(transactions: Transactions, reference_data: Path, tmp_path: Path) -> World:
    """The three customers and two articles of the stories, with all that belongs to them."""
    for name in _FILES:
        with (reference_data / "wholesaler" / f"{name}.csv").open(encoding="utf-8", newline="") as source:
            reader = csv.DictReader(source)
            rows = [row for row in reader if all(row[key] in kept for key, kept in _KEPT.items() if key in row)]
            columns = [column for column in reader.fieldnames or () if column != "order_no"]
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    world = World(transactions)
    run = import_all(transactions, world.desk(system("import")), tmp_path)
    assert [report.problems for report in run.reports if report.problems] == []
    return world


def confirmed(world: World, request: OrderRequest) -> tuple[OrderView, OrderView]:
    """What a rep is shown, and what their Confirm makes of it."""
    with world.working() as session:
        mia = employees.by_slack_id(session, "U0MIA")
        assert mia is not None
        draft = orders.draft(session, world.desk(mia), request, key="message")
    with world.working() as session:
        order = orders.confirm(session, world.desk(mia), draft.number, revision=draft.revision)
        assert queries.broken_invariants(session) == []
    return draft, order


def test_thistle_gets_fifty_cakestands_now_and_ten_on_the_24th(wholesaler: World) -> None:
    """Two breaks, two warehouses, one receipt: 756.00, and 151.20 tax."""
    request = wanted(
        (BAG, 5, "dozen"), (CAKESTAND, 60), customer=THISTLE, requested_date=date(2011, 11, 18),
        customer_po="TT-4411", ship_to="norwich warehouse",
    )  # fmt: skip
    draft, order = confirmed(wholesaler, request)
    assert [line.unit_price for line in draft.lines] == [Decimal("1.65"), Decimal("10.95")]
    assert (order.state, order.net.amount, order.tax.amount, order.total.amount) == (
        "confirmed", Decimal("756.00"), Decimal("151.20"), Decimal("907.20"),
    )  # fmt: skip
    assert [
        (part.quantity, part.warehouse, part.is_firm, part.ship_date, part.arrival_date)
        for part in order.lines[1].parts
    ] == [
        (40, "MAIN", True, date(2011, 11, 15), date(2011, 11, 16)),
        (10, "NORTH", True, date(2011, 11, 15), date(2011, 11, 16)),
        (10, "MAIN", False, date(2011, 11, 23), date(2011, 11, 24)),
    ]


def test_meadowsweet_is_8340_over_its_limit(wholesaler: World) -> None:
    """A thousand cakestands wait for a credit manager."""
    _, order = confirmed(wholesaler, wanted((CAKESTAND, 1000), customer=MEADOWSWEET))
    assert order.credit is not None
    assert (order.state, order.credit.excess.amount) == ("pending_confirmation", Decimal("8340.00"))


def test_wharfedale_is_overdue(wholesaler: World) -> None:
    """Even a dozen waits, and the card can show the oldest invoice."""
    _, order = confirmed(wholesaler, wanted((CAKESTAND, 12), customer=WHARFEDALE))
    assert "OVERDUE" in [hold.reason for hold in order.holds]
    assert order.credit is not None
    assert order.credit.exposure.oldest_overdue is not None
