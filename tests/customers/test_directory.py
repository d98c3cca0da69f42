"""Stories of customers, their contacts and addresses."""

from datetime import UTC, datetime

import pytest

from domain.customers import queries, service
from domain.customers.schemas import AddressView, ContactView, CustomerView, DirectoryEntry
from domain.shared.actors import Actor, ActorKind, Role, system
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed
from domain.shared.policy import shipped, understood

DESK = Desk(now=datetime(2026, 5, 11, 8, tzinfo=UTC), actor=system("test"), configuration=understood(shipped()))
MOTHER = CustomerView(customer_id="C1", name="Mother", nickname="Ma", bill_to_id="C1")
CHILD = CustomerView(customer_id="C0", name="Child", bill_to_id="C1", parent_id="C1", share_limit=True)


def _stored(transactions: Transactions) -> None:
    with transactions.begin() as session:
        service.import_customers(session, DESK, [CHILD, MOTHER])
        service.import_contacts(
            session,
            DESK,
            [
                ContactView(customer_id="C1", name="Ann", email="Ann@ma.example"),
                ContactView(customer_id="C1", name="Both", email="both@ma.example", role="accounts"),
                ContactView(customer_id="C0", name="Both", email="both@ma.example"),
            ],
        )
        service.import_addresses(
            session,
            DESK,
            [
                AddressView(customer_id="C1", label="Yard", kind="ship_to"),
                AddressView(customer_id="C1", label="Shop", kind="ship_to", is_default=True),
                AddressView(customer_id="C1", label="Office", kind="bill_to"),
            ],
        )


def test_customers_are_found_by_who_shares_a_limit(transactions: Transactions) -> None:
    """A child may be stored before the one that pays for it."""
    _stored(transactions)
    with transactions.read() as session:
        assert queries.customer(session, "C0") == CHILD
        assert queries.customer(session, "C9") is None
        assert queries.limit(session, "C9") is None
        assert queries.limit(session, "C1") == queries.Limit("C1", MOTHER, ("C1",))
        assert queries.limit(session, "C0") == queries.Limit("C0", MOTHER, ("C0", "C1"))


def test_an_address_of_several_customers_names_none_of_them(transactions: Transactions) -> None:
    """Identity is authority to buy: it is not guessed. Upper and lower case are alike."""
    _stored(transactions)
    with transactions.read() as session:
        ann = queries.contact_by_email(session, " ANN@MA.example")
        assert ann is not None
        assert ann.customer_id == "C1"
        assert queries.contact_by_email(session, "both@ma.example") is None
        assert [one.customer_id for one in queries.contacts_by_email(session, "both@ma.example")] == ["C0", "C1"]


def test_the_directory_has_what_a_reader_recognises(transactions: Transactions) -> None:
    """The default place comes first in the list of addresses, labels are in order in the directory."""
    _stored(transactions)
    with transactions.read() as session:
        assert [one.label for one in queries.addresses(session, "C1")] == ["Shop", "Yard", "Office"]
        assert queries.directory(session)[1] == DirectoryEntry(
            customer_id="C1",
            name="Mother",
            nickname="Ma",
            ship_to_labels=("Shop", "Yard"),
            emails=("ann@ma.example", "both@ma.example"),
        )
        assert queries.directory_version(session) == "3"


def test_a_rep_does_not_import_customers(transactions: Transactions) -> None:
    """Limits are set by those who are trusted with them; nothing is stored."""
    rep = Actor(kind=ActorKind.EMPLOYEE, id="mia@us.example", name="Mia", roles=frozenset({Role.SALES_REP}))
    with pytest.raises(NotAllowed), transactions.begin() as session:
        service.import_customers(session, DESK.acting_as(rep), [MOTHER])
    with transactions.read() as session:
        assert list(queries.all_customers(session)) == []
