"""The verbs of customers: take over customers, contacts and addresses; limits and blocks of credit."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from domain.customers import queries
from domain.customers.events import CreditTermsChanged
from domain.customers.models import Address, Contact, Customer
from domain.customers.schemas import AddressView, ContactView, CustomerView
from domain.shared import audit
from domain.shared.actors import Role
from domain.shared.database import upsert
from domain.shared.desk import Desk
from domain.shared.errors import BadDate, NotFound
from domain.shared.numbering import next_number
from domain.shared.outbox import record as record_event

KEEPERS = frozenset({Role.ADMIN, Role.SALES_MANAGER, Role.DIRECTOR})
CREDIT_KEEPERS = frozenset({Role.CREDIT_MANAGER, Role.DIRECTOR})


def import_customers(session: Session, desk: Desk, rows: Iterable[CustomerView]) -> None:
    """Insert or update customers by id; parents and bill-tos may come in any order.

    Whoever changes a limit is kept as its last editor; a block is nothing that a file says.
    """
    desk.actor.require(KEEPERS, to="import customers")
    views = list(rows)
    before = queries.credit_limits(session)
    changed = [row for row in views if row.customer_id in before and row.credit_limit != before[row.customer_id][0]]
    edited = {row.customer_id: desk.actor.id for row in changed}
    editors = {key: editor for key, (_, editor) in before.items()} | edited
    values = [row.model_dump(exclude={"credit_block"}) for row in views]
    upsert(session, Customer, [row | {"limit_changed_by": editors.get(row["customer_id"])} for row in values])
    next_number(session, queries.VERSION_SERIES, first=1)
    for row in changed:
        _limit_changed(session, desk, row.customer_id, before=before[row.customer_id][0], after=row.credit_limit)


def set_credit_limit(
    session: Session, desk: Desk, customer_id: str, limit: Decimal | None, *, review_date: date | None = None
) -> CustomerView:
    """Give a customer another limit (None: none is checked), to be reviewed by a day; orders that fit it go on.

    Raises NotAllowed, NotFound for nobody we know, BadDate for a day that has passed.
    """
    desk.actor.require(CREDIT_KEEPERS, to="change a credit limit")
    if review_date is not None and review_date < desk.today:
        expected = f"{desk.today.isoformat()} or later"
        raise BadDate(field="review", value=review_date.isoformat(), expected=expected)
    row = _customer_row(session, customer_id)
    before = row.credit_limit
    row.credit_limit, row.limit_review_date, row.limit_changed_by = limit, review_date, desk.actor.id
    session.flush()
    _limit_changed(session, desk, customer_id, before=before, after=limit, review_date=review_date)
    return CustomerView.model_validate(row)


def block_credit(session: Session, desk: Desk, customer_id: str, *, reason: str) -> CustomerView:
    """Let nothing more go on credit to a bill-to, at whatever door. Raises NotAllowed, NotFound."""
    return _block(session, desk, customer_id, reason=reason.strip() or "blocked")


def unblock_credit(session: Session, desk: Desk, customer_id: str) -> CustomerView:
    """Lift the block of a bill-to; orders that fit its credit go on. Raises NotAllowed, NotFound."""
    return _block(session, desk, customer_id, reason=None)


def _block(session: Session, desk: Desk, customer_id: str, *, reason: str | None) -> CustomerView:
    desk.actor.require(CREDIT_KEEPERS, to="block or unblock a customer's credit")
    row = _customer_row(session, customer_id)
    before, row.credit_block = row.credit_block, reason
    session.flush()
    action = "customer.credit_blocked" if reason else "customer.credit_unblocked"
    _audited(session, desk, customer_id, action, before={"block": before}, after={"block": reason})
    record_event(session, CreditTermsChanged(customer_id=customer_id), subject=f"customer:{customer_id}", now=desk.now)
    return CustomerView.model_validate(row)


def _customer_row(session: Session, customer_id: str) -> Customer:
    row = session.get(Customer, customer_id, populate_existing=True, with_for_update=True)
    if row is None:
        raise NotFound(customer_id=customer_id)
    return row


def _limit_changed(
    session: Session,
    desk: Desk,
    customer_id: str,
    *,
    before: Decimal | None,
    after: Decimal | None,
    review_date: date | None = None,
) -> None:
    shown = {"limit": _text(after), "review": review_date.isoformat() if review_date else None}
    _audited(session, desk, customer_id, "customer.credit_limit", before={"limit": _text(before)}, after=shown)
    record_event(session, CreditTermsChanged(customer_id=customer_id), subject=f"customer:{customer_id}", now=desk.now)


def _text(limit: Decimal | None) -> str | None:
    return None if limit is None else str(limit)


def _audited(
    session: Session, desk: Desk, customer_id: str, action: str, *, before: dict[str, Any], after: dict[str, Any]
) -> None:
    change = audit.Change(
        subject=f"customer:{customer_id}", action=action, before=before, after=after, source=desk.source
    )
    audit.record(session, desk.actor, change, now=desk.now)


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
