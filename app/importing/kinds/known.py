"""Owns what is known before a file is stored: looked up once per file, set by set."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property

from sqlalchemy.orm import Session

from app.importing.rows.cells import Row
from app.importing.schemas import Fault
from domain.catalog import queries as catalog
from domain.customers import queries as customers
from domain.customers.schemas import CustomerView
from domain.employees import queries as employees
from domain.shared.desk import Desk
from domain.stock import queries as stock


class Known:
    """Everything that rows may refer to, as it stands in the transaction of the file.

    `tick` is told whenever another part of the rows has been stored.
    """

    def __init__(self, session: Session, desk: Desk, tick: Callable[[int], None]) -> None:
        self.session = session
        self.desk = desk
        self.tick = tick

    @cached_property
    def base_units(self) -> dict[str, str]:
        """Every SKU with its base unit."""
        return catalog.base_units(self.session)

    @cached_property
    def customers(self) -> dict[str, CustomerView]:
        """Every customer by id."""
        return {view.customer_id: view for view in customers.all_customers(self.session)}

    @cached_property
    def employees(self) -> set[str]:
        """Every employee's mail address."""
        return {view.email for view in employees.all_employees(self.session)}

    @cached_property
    def warehouses(self) -> set[str]:
        """Every warehouse."""
        return {view.warehouse for view in stock.warehouses(self.session)}


def unknown(rows: Sequence[Row], column: str, known: Collection[str], what: str) -> Iterator[Fault]:
    """A fault for each row whose column names something that does not exist; empty cells name nothing."""
    for index, row in enumerate(rows):
        value = getattr(row, column)
        if value is not None and value not in known:
            yield Fault(index, column, f"unknown {what}")
