"""Owns a shop to measure on: made up of numbers, the same each time, filled through the product's own imports."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import text

from domain.billing import service as billing
from domain.billing.schemas import ImportedInvoice
from domain.catalog import service as catalog
from domain.catalog.schemas import PriceRow, ProductView
from domain.customers import service as customers
from domain.customers.schemas import AddressView, CustomerView
from domain.employees import service as employees
from domain.employees.schemas import EmployeeView, actor_of
from domain.orders import service as orders
from domain.orders.schemas import OrderRequest, RequestedLine
from domain.shared import policy
from domain.shared.actors import Role, system
from domain.shared.database import Transactions, open_engine
from domain.shared.desk import Desk
from domain.shared.money import Money
from domain.stock import service as stock
from domain.stock.schemas import WarehouseView

NOW = datetime(2011, 11, 14, 9, tzinfo=UTC)
CONFIGURATION = policy.understood(policy.shipped())
REP = EmployeeView(email="rep@shop.example", name="Rep", roles=frozenset({Role.SALES_REP}))
INVOICES_EACH = 5


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything there is."""

    skus: int = 4000
    bill_tos: int = 2000
    on_hand: int = 1_000_000


def desk(now: datetime = NOW) -> Desk:
    """The desk of the one rep."""
    return Desk(now=now, actor=actor_of(REP), configuration=CONFIGURATION, source="bench")


def sku(number: int) -> str:
    """The name of an article."""
    return f"S{number:05}"


def bill_to(number: int) -> str:
    """The name of a customer."""
    return f"C{number:05}"


def fill(url: str, size: Size) -> None:
    """Fill an empty database: articles with a price break, customers with an address and open invoices, stock."""
    engine = open_engine(url)
    transactions = Transactions(engine)
    skus, bill_tos = [sku(n) for n in range(size.skus)], [bill_to(n) for n in range(size.bill_tos)]
    with transactions.begin() as session:
        importing = desk().acting_as(system("bench"))
        employees.import_employees(session, importing, [REP])
        stock.import_warehouses(session, [WarehouseView(warehouse=name, name=name) for name in ("MAIN", "NORTH")])
        catalog.import_products(
            session, importing, (ProductView(sku=one, name=f"Article {one}", list_price=Decimal("2.5")) for one in skus)
        )
        breaks = (PriceRow(price_list="standard", customer_id=None, sku=one, min_quantity=Decimal(12),
                           price=Decimal("2.25")) for one in skus)  # fmt: skip
        catalog.import_prices(session, importing, breaks)
        customers.import_customers(session, importing, map(_customer, bill_tos))
        customers.import_addresses(session, importing, map(_address, bill_tos))
        stock.import_stock(
            session, importing, [(place, one, Decimal(size.on_hand)) for one in skus for place in ("MAIN", "NORTH")]
        )
        billing.import_invoices(
            session, importing, (_invoice(one, n) for one in bill_tos for n in range(INVOICES_EACH))
        )
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _customer(name: str) -> CustomerView:
    return CustomerView(
        customer_id=name, name=f"Customer {name}", bill_to_id=name, country="GB", credit_limit=Decimal(10_000_000),
        account_manager=REP.email,
    )  # fmt: skip


def _address(name: str) -> AddressView:
    return AddressView(customer_id=name, label="main", kind="ship_to", line1="1 High Street", city="Leeds",
                       country="GB", is_default=True)  # fmt: skip


def _invoice(name: str, number: int) -> ImportedInvoice:
    due = date(2011, 11, 20) + timedelta(days=number)
    amount = Money(Decimal(100), "GBP")
    return ImportedInvoice(
        number=f"{name}-{number}", bill_to=name, issued_date=date(2011, 10, 20), due_date=due, total=amount,
        open_amount=amount,
    )  # fmt: skip


def baskets(size: Size, count: int, *, lines: int = 5, seed: int = 1) -> list[tuple[str, tuple[tuple[str, int], ...]]]:
    """So many orders of random customers for random articles: bill-to, then SKU and quantity of each line."""
    chance = random.Random(seed)
    return [
        (
            bill_to(chance.randrange(size.bill_tos)),
            tuple((sku(n), chance.randint(1, 24)) for n in chance.sample(range(size.skus), lines)),
        )
        for _ in range(count)
    ]


def draft_all(url: str, wanted: Sequence[tuple[str, tuple[tuple[str, int], ...]]]) -> list[str]:
    """Draft these orders, each in a transaction of its own; returns their numbers."""
    engine = open_engine(url)
    transactions = Transactions(engine)
    numbers = []
    for index, (customer, lines) in enumerate(wanted):
        request = OrderRequest(
            channel="slack",
            customer_id=customer,
            lines=tuple(RequestedLine(sku=one, quantity=Decimal(quantity)) for one, quantity in lines),
        )
        with transactions.begin() as session:
            numbers.append(orders.draft(session, desk(), request, key=f"bench:{index}").number)
    engine.dispose()
    return numbers
