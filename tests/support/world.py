"""Owns a small wholesaler to tell stories with: two warehouses, seven articles, four customers, five employees.

It is Monday, 14 November 2011, nine in the morning.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.billing import service as billing
from domain.billing.schemas import ImportedInvoice
from domain.catalog import service as catalog
from domain.catalog.schemas import PriceRow, ProductUnit, ProductView
from domain.customers import service as customers
from domain.customers.schemas import AddressView, ContactView, CustomerView
from domain.employees import service as employees
from domain.employees.schemas import EmployeeView, actor_of
from domain.orders.schemas import OrderRequest, RequestedLine
from domain.shared import policy
from domain.shared.actors import Actor, ActorKind, Role, system
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.money import Money
from domain.shared.policy import Configuration
from domain.stock import service as stock
from domain.stock.schemas import WarehouseView

MORNING = datetime(2011, 11, 14, 9, tzinfo=UTC)
CONFIGURATION = policy.understood(policy.shipped())

MIA = EmployeeView(email="mia@wholesaler.example", name="Mia", roles=frozenset({Role.SALES_REP}))
SAM = EmployeeView(
    email="sam@wholesaler.example", name="Sam", roles=frozenset({Role.CREDIT_MANAGER}), approval_limit=Decimal(10000)
)
VERA = EmployeeView(email="vera@wholesaler.example", name="Vera", roles=frozenset({Role.DIRECTOR}))
WILL = EmployeeView(email="will@wholesaler.example", name="Will", roles=frozenset({Role.WAREHOUSE}))
FAY = EmployeeView(email="fay@wholesaler.example", name="Fay", roles=frozenset({Role.FINANCE}))
BUYER = Actor(kind=ActorKind.CONTACT, id="anna@thistle.example", name="Anna", customer_id="THISTLE", verified=True)

BAG, STAND, OWL, CUP, TIN = "85099B", "22423", "OWL", "CUP", "TIN"
OLD, UNPRICED = "OLD", "UNPRICED"

_PRODUCTS = (
    ProductView(sku=BAG, name="Jumbo Bag Red", list_price=Decimal("2.08")),
    ProductView(sku=STAND, name="Cakestand 3 Tier", list_price=Decimal("12.75")),
    ProductView(sku=OWL, name="Owl Doorstop", list_price=Decimal("4.95")),
    ProductView(sku=CUP, name="Enamel Cup", list_price=Decimal("3.333"), min_quantity=Decimal(12),
                order_multiple=Decimal(6)),
    ProductView(sku=TIN, name="Cake Tin", list_price=Decimal("10")),
    ProductView(sku=OLD, name="Old Bag", list_price=Decimal("1"), status="obsolete", replaced_by=BAG),
    ProductView(sku=UNPRICED, name="Nobody Knows", list_price=Decimal("0")),
)  # fmt: skip
_UNITS = (
    ProductUnit(sku=BAG, unit="dozen", factor=Decimal(12)),
    ProductUnit(sku=STAND, unit="box", factor=Decimal(4)),
)
_PRICES = (
    PriceRow(price_list="standard", customer_id=None, sku=BAG, min_quantity=Decimal(60), price=Decimal("1.65")),
    PriceRow(price_list="standard", customer_id=None, sku=STAND, min_quantity=Decimal(14), price=Decimal("10.95")),
)
_STOCK = (
    ("MAIN", BAG, 900), ("NORTH", BAG, 200), ("MAIN", STAND, 40), ("NORTH", STAND, 10), ("MAIN", OWL, 40),
    ("MAIN", CUP, 600), ("MAIN", TIN, 100),
)  # fmt: skip
_RECEIPTS = (("SUP-1", 1, STAND, "MAIN", 96, date(2011, 11, 22)), ("SUP-2", 1, OWL, "MAIN", 200, date(2011, 11, 25)))


def _customer(customer_id: str, limit: str | None, **more: str) -> CustomerView:
    return CustomerView(
        customer_id=customer_id,
        name=customer_id.title(),
        bill_to_id=customer_id,
        country="GB",
        credit_limit=None if limit is None else Decimal(limit),
        account_manager=MIA.email,
        **more,
    )


_CUSTOMERS = (
    _customer("THISTLE", "2500"), _customer("MEADOW", "4800"), _customer("WHARF", "1000"),
    _customer("FREE", None, priority="gold"),
)  # fmt: skip
_ADDRESSES = (
    AddressView(customer_id="THISTLE", label="main", kind="ship_to", line1="1 High Street", city="Leeds",
                country="GB", is_default=True),
    AddressView(customer_id="THISTLE", label="norwich warehouse", kind="ship_to", city="Norwich", country="GB"),
    AddressView(customer_id="THISTLE", label="paris", kind="ship_to", city="Paris", country="FR"),
)  # fmt: skip


@dataclass
class World:
    """The wholesaler in a database, and the desk of whoever acts in the story."""

    transactions: Transactions
    now: datetime = MORNING
    configuration: Configuration = CONFIGURATION

    def desk(self, who: EmployeeView | Actor = MIA) -> Desk:
        """Somebody's desk, now."""
        actor = who if isinstance(who, Actor) else actor_of(who)
        return Desk(now=self.now, actor=actor, configuration=self.configuration, source="story")

    def on(self, moment: datetime) -> "World":
        """The same world later."""
        return replace(self, now=moment)

    def under(self, **parts: dict[str, object]) -> "World":
        """The same world under another policy: `credit={"amendment": "refuse"}`."""
        data = policy.shipped()
        changed = {name: data[name] | change for name, change in parts.items()}
        return replace(self, configuration=policy.understood(data | changed))

    @contextmanager
    def working(self) -> Iterator[Session]:
        """One transaction."""
        with self.transactions.begin() as session:
            yield session


def wanted(*lines: tuple[str, object] | tuple[str, object, str], customer: str | None = "THISTLE",
           **more: object) -> OrderRequest:  # fmt: skip
    """A request: SKU, quantity and perhaps a unit for each line."""
    asked = tuple(
        RequestedLine(sku=line[0], quantity=Decimal(str(line[1])), unit=line[2] if len(line) > 2 else None)
        for line in lines
    )
    return OrderRequest.model_validate({"channel": "slack", "customer_id": customer, "lines": asked, **more})


def build(transactions: Transactions) -> World:
    """The wholesaler, freshly imported."""
    world = World(transactions)
    desk = world.desk(system("import"))
    with transactions.begin() as session:
        employees.import_employees(session, desk, [MIA, SAM, VERA, WILL, FAY])
        stock.import_warehouses(session, [
            WarehouseView(warehouse="MAIN", name="Main", country="GB", cutoff_time=time(14)),
            WarehouseView(warehouse="NORTH", name="North", country="GB", cutoff_time=time(12)),
        ])  # fmt: skip
        catalog.import_products(session, desk, _PRODUCTS)
        catalog.import_units(session, desk, _UNITS)
        catalog.import_prices(session, desk, _PRICES)
        customers.import_customers(session, desk, _CUSTOMERS)
        customers.import_contacts(session, desk, [
            ContactView(customer_id="THISTLE", name="Anna", email="anna@thistle.example"),
        ])  # fmt: skip
        customers.import_addresses(session, desk, _ADDRESSES)
        stock.import_stock(session, desk, [(place, sku, Decimal(count)) for place, sku, count in _STOCK])
        stock.import_receipts(session, [(*row[:4], Decimal(row[4]), row[5]) for row in _RECEIPTS])
        billing.import_invoices(session, desk, [
            ImportedInvoice(number="OLD-1", bill_to="WHARF", issued_date=date(2011, 9, 1), due_date=date(2011, 10, 1),
                            total=Money(Decimal("240"), "GBP"), open_amount=Money(Decimal("240"), "GBP")),
        ])  # fmt: skip
    return world
