"""Every SELECT of customers, contacts and addresses."""

from collections.abc import Iterable, Iterator

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.customers.models import Address, Contact, Customer
from domain.customers.schemas import AddressView, ContactView, CustomerView, DirectoryEntry
from domain.shared.numbering import NumberSeries

#: The series that counts changes of customers, contacts and addresses.
VERSION_SERIES = "directory_version"

_SHARING = (
    select(Customer)
    .where(Customer.parent_id == bindparam("of_parent"), Customer.share_limit.is_(True))
    .order_by(Customer.customer_id)
)


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


def bill_tos(session: Session) -> dict[str, str]:
    """Every customer id with who pays for it."""
    rows = session.execute(select(Customer.customer_id, Customer.bill_to_id))
    return {row.customer_id: row.bill_to_id for row in rows}


def customers_of_bill_to(session: Session, bill_to: str) -> tuple[CustomerView, ...]:
    """Every customer that this one pays for, itself included, by id."""
    rows = session.scalars(select(Customer).where(Customer.bill_to_id == bill_to).order_by(Customer.customer_id))
    return tuple(CustomerView.model_validate(row) for row in rows)


def sharing_limit_of(session: Session, parent_id: str) -> tuple[CustomerView, ...]:
    """The children that share their parent's credit limit, by id."""
    rows = session.scalars(_SHARING, {"of_parent": parent_id})
    return tuple(CustomerView.model_validate(row) for row in rows)


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
