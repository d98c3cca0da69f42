"""Every SELECT of customers, contacts and addresses."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from domain.customers.models import Address, Contact, Customer
from domain.customers.schemas import AddressView, ContactView, CustomerView, DirectoryEntry
from domain.shared.numbering import NumberSeries

#: The series that counts changes of customers, contacts and addresses.
VERSION_SERIES = "directory_version"

_CUSTOMERS = Customer.__table__


class Limit(NamedTuple):
    """A bill-to, whose credit limit counts for it, and the ids of everybody who uses that limit, sorted."""

    bill_to_id: str
    holder: CustomerView
    sharing: tuple[str, ...]


def customer(session: Session, customer_id: str) -> CustomerView | None:
    """One customer by id."""
    row = session.get(Customer, customer_id)
    return None if row is None else CustomerView.model_validate(row)


def customers(session: Session, customer_ids: Iterable[str]) -> dict[str, CustomerView]:
    """The known ones of these customers, by id."""
    rows = session.scalars(select(Customer).where(Customer.customer_id.in_(sorted(set(customer_ids)))))
    return {row.customer_id: CustomerView.model_validate(row) for row in rows}


def all_customers(session: Session) -> Iterator[CustomerView]:
    """Every customer, by id."""
    rows = session.scalars(select(Customer).order_by(Customer.customer_id))
    return (CustomerView.model_validate(row) for row in rows)


def credit_limits(session: Session) -> dict[str, tuple[Decimal | None, str | None]]:
    """The limit of every customer, and who changed it last."""
    rows = session.execute(select(Customer.customer_id, Customer.credit_limit, Customer.limit_changed_by))
    return {row.customer_id: (row.credit_limit, row.limit_changed_by) for row in rows}


def bill_tos(session: Session) -> dict[str, str]:
    """Every customer id with who pays for it."""
    rows = session.execute(select(Customer.customer_id, Customer.bill_to_id))
    return {row.customer_id: row.bill_to_id for row in rows}


def limit_statement(bill_to_id: ColumnElement[Any]) -> Select[Any]:
    """The SELECT behind `limit`, for a bill-to that an expression names: build it once."""
    payer, holder, child = (_CUSTOMERS.alias(name) for name in ("payer", "holder", "child"))
    holder_id = func.coalesce(case((payer.c.share_limit, payer.c.parent_id)), payer.c.customer_id)
    return (
        select(payer.c.customer_id.label("payer_id"), child.c.bill_to_id.label("sharing_id"), *holder.c)
        .join_from(payer, holder, holder.c.customer_id == holder_id)
        .outerjoin(child, and_(child.c.parent_id == holder.c.customer_id, child.c.share_limit))
        .where(payer.c.customer_id == bill_to_id)
    )


_LIMIT = limit_statement(bindparam("of_bill_to"))


def limit(session: Session, bill_to_id: str) -> Limit | None:
    """The limit that counts for a bill-to: its own, or its parent's where it shares that. None for nobody we know."""
    return limit_by(session, _LIMIT, {"of_bill_to": bill_to_id})


def limit_by(session: Session, statement: Select[Any], parameters: Mapping[str, Any]) -> Limit | None:
    """The limit that a `limit_statement` finds; one SELECT."""
    rows = session.connection().execute(statement, parameters).mappings().all()
    if not rows:
        return None
    holder, payer_id = CustomerView.model_validate(rows[0]), rows[0]["payer_id"]
    sharing = {payer_id, holder.customer_id, *(row["sharing_id"] for row in rows)} - {None}
    return Limit(payer_id, holder, tuple(sorted(sharing)))


def contacts(session: Session, customer_id: str) -> tuple[ContactView, ...]:
    """The people at a customer: buyers first, then by address."""
    rows = session.scalars(
        select(Contact).where(Contact.customer_id == customer_id).order_by(Contact.role.desc(), Contact.email)
    )
    return tuple(ContactView.model_validate(row) for row in rows)


def contacts_by_email(session: Session, email: str) -> tuple[ContactView, ...]:
    """Everyone known under this address: one per customer that names it, by customer."""
    rows = session.scalars(select(Contact).where(Contact.email == email.strip().lower()).order_by(Contact.customer_id))
    return tuple(ContactView.model_validate(row) for row in rows)


def contact_by_email(session: Session, email: str) -> ContactView | None:
    """The contact with this address; None as well where it serves several customers and so names none of them."""
    found = contacts_by_email(session, email)
    return found[0] if len(found) == 1 else None


def all_contacts(session: Session) -> Iterator[ContactView]:
    """Every contact, by customer and address."""
    rows = session.scalars(select(Contact).order_by(Contact.customer_id, Contact.email))
    return (ContactView.model_validate(row) for row in rows)


def addresses(session: Session, customer_id: str) -> tuple[AddressView, ...]:
    """The places of a customer: ship-tos first, the default one of each kind first, then by label."""
    rows = session.scalars(
        select(Address)
        .where(Address.customer_id == customer_id)
        .order_by(Address.kind.desc(), Address.is_default.desc(), Address.label)
    )
    return tuple(AddressView.model_validate(row) for row in rows)


def all_addresses(session: Session) -> Iterator[AddressView]:
    """Every address, by customer, label and kind."""
    rows = session.scalars(select(Address).order_by(Address.customer_id, Address.label, Address.kind))
    return (AddressView.model_validate(row) for row in rows)


def directory(session: Session) -> list[DirectoryEntry]:
    """Every customer as a reader recognises it, by id."""
    labels: dict[str, list[str]] = {}
    for customer_id, label in session.execute(
        select(Address.customer_id, Address.label).where(Address.kind == "ship_to").order_by(Address.label)
    ):
        labels.setdefault(customer_id, []).append(label)
    emails: dict[str, list[str]] = {}
    for customer_id, email in session.execute(select(Contact.customer_id, Contact.email).order_by(Contact.email)):
        emails.setdefault(customer_id, []).append(email)
    return [
        DirectoryEntry(
            customer_id=row.customer_id,
            name=row.name,
            nickname=row.nickname,
            email_domain=row.email_domain,
            country=row.country,
            language=row.language,
            ship_to_labels=tuple(labels.get(row.customer_id, ())),
            emails=tuple(emails.get(row.customer_id, ())),
        )
        for row in session.scalars(select(Customer).order_by(Customer.customer_id))
    ]


def directory_version(session: Session) -> str:
    """Changes whenever customers, contacts or addresses change; one look-up by key."""
    return str(session.scalar(select(NumberSeries.last).where(NumberSeries.series == VERSION_SERIES)) or 0)
