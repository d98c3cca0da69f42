"""A request becomes a draft: right prices, true dates, and everything that is wrong said at once."""

from datetime import date
from decimal import Decimal

from domain.orders import service as orders
from tests.support.world import BAG, STAND, World, wanted


def test_r2_t3_a_draft_shows_breaks_supply_dates_tax_and_total(world: World) -> None:
    """Five dozen bags and sixty stands: prices from breaks, fifty stands now from two places, ten from a receipt."""
    request = wanted(
        (BAG, 5, "dozen"), (STAND, 60), requested_date=date(2011, 11, 18), customer_po="TT-4411", ship_to="norwich"
    )
    with world.working() as session:
        view = orders.draft(session, world.desk(), request, key="message-1")

    bags, stands = view.lines
    assert (bags.base_quantity, bags.unit_price, bags.net.amount) == (60, Decimal("1.65"), Decimal("99.00"))
    assert (stands.base_quantity, stands.unit_price, stands.net.amount) == (60, Decimal("10.95"), Decimal("657.00"))
    assert (view.net.amount, view.tax.amount, view.total.amount) == (
        Decimal("756.00"), Decimal("151.20"), Decimal("907.20"),
    )  # fmt: skip
    assert [(part.quantity, part.warehouse, part.ship_date, part.arrival_date) for part in stands.parts] == [
        (40, "MAIN", date(2011, 11, 15), date(2011, 11, 16)),
        (10, "NORTH", date(2011, 11, 15), date(2011, 11, 16)),
        (10, "MAIN", date(2011, 11, 23), date(2011, 11, 24)),
    ]
    assert stands.promised_date == view.promised_date == date(2011, 11, 24)
    assert view.ship_to is not None
    assert view.ship_to.label == "norwich warehouse"
    assert [problem.code for problem in view.problems] == ["DATE_TOO_SOON"]
    assert view.credit is not None
    assert view.credit.after.amount == Decimal("907.20")
    assert view.may_be_confirmed
