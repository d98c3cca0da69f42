"""The verbs of customers: take over customers, contacts and addresses."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from domain.customers import queries
from domain.customers.models import Address, Contact, Customer
from domain.customers.schemas import AddressView, ContactView, CustomerView
from domain.shared.actors import Role
from domain.shared.database import upsert
from domain.shared.desk import Desk
from domain.shared.numbering import next_number

KEEPERS = frozenset({Role.ADMIN, Role.SALES_MANAGER, Role.DIRECTOR})


def import_customers(session: Session, desk: Desk, rows: Iterable[CustomerView]) -> None:
    """Insert or update customers by id; parents and bill-tos may come in any order."""
    desk.actor.require(KEEPERS, to="import customers")
    upsert(session, Customer, [row.model_dump() for row in rows])
    next_number(session, queries.VERSION_SERIES, first=1)


def import_contacts(session: Session, desk: Desk, rows: Iterable[ContactView]) -> None:
    """Insert or update contacts by customer and mail address."""
    desk.actor.require(KEEPERS, to="import contacts")
    upsert(session, Contact, [row.model_dump() | {"email": row.email.strip().lower()} for row in rows])
    next_number(session, queries.VERSION_SERIES, first=1)


def import_addresses(session: Session, desk: Desk, rows: Iterable[AddressView]) -> None:
    """Insert or update addresses by customer, label and kind."""
    desk.actor.require(KEEPERS, to="import addresses")
    upsert(session, Address, [row.model_dump() for row in rows])
    next_number(session, queries.VERSION_SERIES, first=1)
