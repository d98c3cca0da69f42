"""The kinds of people and parties: employees, customers, contacts, addresses, customer part numbers."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.orm import Session

from app.importing.kinds.kind import Kind
from app.importing.kinds.known import Known, unknown
from app.importing.rows.parties import AddressRow, ContactRow, CustomerItemRow, CustomerRow, EmployeeRow
from app.importing.schemas import Fault
from domain.catalog import queries as catalog_queries
from domain.catalog import service as catalog
from domain.catalog.schemas import CustomerPart
from domain.customers import queries as customer_queries
from domain.customers import service as customers
from domain.customers.schemas import AddressView, ContactView, CustomerView
from domain.employees import queries as employee_queries
from domain.employees import service as employees
from domain.employees.schemas import EmployeeView


def _check_employees(rows: Sequence[EmployeeRow], known: Known) -> Iterator[Fault]:
    yield from unknown(rows, "manager_email", known.employees | {row.email for row in rows}, "employee")
    taken: dict[str, str] = {}
    for index, row in enumerate(rows):
        if row.slack_user_id and taken.setdefault(row.slack_user_id, row.email) != row.email:
            yield Fault(index, "slack_user_id", f"belongs to {taken[row.slack_user_id]}")


def _store_employees(rows: Sequence[EmployeeRow], known: Known) -> Iterable[Fault]:
    employees.import_employees(known.session, known.desk, [EmployeeView(**row.model_dump()) for row in rows])
    return ()


def _listed_employees(session: Session) -> Iterator[EmployeeRow]:
    for view in employee_queries.all_employees(session):
        yield EmployeeRow.model_construct(**view.model_dump() | {"roles": tuple(sorted(view.roles))})


def _check_customers(rows: Sequence[CustomerRow], known: Known) -> Iterator[Fault]:
    everybody = known.customers.keys() | {row.customer_id for row in rows}
    yield from unknown(rows, "account_manager", known.employees, "employee")
    yield from unknown(rows, "parent_id", everybody, "customer")
    yield from unknown(rows, "bill_to_id", everybody, "customer")
    payers = {key: view.bill_to_id for key, view in known.customers.items()}
    parents = {key: view.parent_id for key, view in known.customers.items()}
    payers |= {row.customer_id: row.bill_to_id or row.customer_id for row in rows}
    parents |= {row.customer_id: row.parent_id for row in rows}
    for index, row in enumerate(rows):
        payer = payers[row.customer_id]
        if payers.get(payer, payer) != payer:
            yield Fault(index, "bill_to_id", f"{payer} does not pay for itself")
        if _is_own_ancestor(row.customer_id, parents):
            yield Fault(index, "parent_id", "is its own parent in the end")


def _is_own_ancestor(customer_id: str, parents: dict[str, str | None]) -> bool:
    seen, above = set[str](), parents.get(customer_id)
    while above is not None and above not in seen:
        if above == customer_id:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _store_customers(rows: Sequence[CustomerRow], known: Known) -> Iterable[Fault]:
    views = (CustomerView(**row.model_dump() | {"bill_to_id": row.bill_to_id or row.customer_id}) for row in rows)
    customers.import_customers(known.session, known.desk, views)
    return ()


def _listed_customers(session: Session) -> Iterator[CustomerRow]:
    for view in customer_queries.all_customers(session):
        own = {"bill_to_id": None} if view.bill_to_id == view.customer_id else {}
        yield CustomerRow.model_construct(**view.model_dump() | own)


def _of_known_customers(rows: Sequence[ContactRow] | Sequence[AddressRow], known: Known) -> Iterator[Fault]:
    return unknown(rows, "customer_id", known.customers, "customer")


def _store_contacts(rows: Sequence[ContactRow], known: Known) -> Iterable[Fault]:
    customers.import_contacts(known.session, known.desk, (ContactView(**row.model_dump()) for row in rows))
    return ()


def _listed_contacts(session: Session) -> Iterator[ContactRow]:
    return (ContactRow.model_construct(**view.model_dump()) for view in customer_queries.all_contacts(session))


def _store_addresses(rows: Sequence[AddressRow], known: Known) -> Iterable[Fault]:
    customers.import_addresses(known.session, known.desk, (AddressView(**row.model_dump()) for row in rows))
    return ()


def _listed_addresses(session: Session) -> Iterator[AddressRow]:
    return (AddressRow.model_construct(**view.model_dump()) for view in customer_queries.all_addresses(session))


def _check_customer_items(rows: Sequence[CustomerItemRow], known: Known) -> Iterator[Fault]:
    yield from unknown(rows, "customer_id", known.customers, "customer")
    yield from unknown(rows, "sku", known.base_units, "sku")


def _store_customer_items(rows: Sequence[CustomerItemRow], known: Known) -> Iterable[Fault]:
    parts = (CustomerPart(**row.model_dump()) for row in rows)
    catalog.import_customer_items(known.session, known.desk, parts)
    return ()


def _listed_customer_items(session: Session) -> Iterator[CustomerItemRow]:
    parts = catalog_queries.customer_parts(session)
    return (CustomerItemRow.model_construct(**part.model_dump()) for part in parts)


EMPLOYEES = Kind("employees", EmployeeRow, _check_employees, _store_employees, _listed_employees)
CUSTOMERS = Kind("customers", CustomerRow, _check_customers, _store_customers, _listed_customers)
CONTACTS = Kind("contacts", ContactRow, _of_known_customers, _store_contacts, _listed_contacts)
ADDRESSES = Kind("addresses", AddressRow, _of_known_customers, _store_addresses, _listed_addresses)
CUSTOMER_ITEMS = Kind(
    "customer-items", CustomerItemRow, _check_customer_items, _store_customer_items, _listed_customer_items
)
