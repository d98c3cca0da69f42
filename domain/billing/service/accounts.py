"""Verbs of the credit account: lock it, assess against it, tell it what orders commit."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import case, delete, update
from sqlalchemy.orm import Session

from domain.billing.models import Commitment, CreditAccount
from domain.billing.queries import account_locked, credit_position
from domain.billing.rules import CreditStanding, decide
from domain.billing.schemas import CreditDecision, CreditExposure
from domain.customers.queries import customer
from domain.customers.schemas import CustomerView
from domain.shared.database import INSERTS, insert_ignoring
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import Money


def lock_account(session: Session, bill_to: str, *, sharing: tuple[str, ...] = ()) -> None:
    """Hold the credit of a bill-to (and of those that share its limit) until the transaction ends, as `lock_accounts`
    does.
    """
    lock_accounts(session, (bill_to, *sharing))


def lock_accounts(session: Session, bill_tos: Iterable[str]) -> None:
    """Hold the credit of all these bill-tos until the transaction ends.

    In id order whoever shares a limit with whom, so that nobody waits for somebody who waits for them: who needs
    several locks them in one call. Makes accounts where there are none; raises NotFound for an unknown customer.
    """
    for account in sorted(set(bill_tos)):
        if account_locked(session, account):
            continue
        if customer(session, account) is None:
            raise NotFound(customer_id=account)
        insert_ignoring(session, CreditAccount, {"bill_to": account})
        account_locked(session, account)


def assess(
    session: Session,
    desk: Desk,
    bill_to: CustomerView,
    adds: Money,
    *,
    commitment_key: str | None,
    sharing: tuple[str, ...] = (),
    with_confirmed: bool = True,
) -> CreditDecision:
    """Whether `adds` may go on credit, gross of tax, against the limit of `bill_to`.

    `adds` is what the order has not shipped yet, whole: what its commitment `commitment_key` has confirmed or
    pending is left out of the exposure, so that nothing counts twice. What is confirmed and not shipped counts unless
    `with_confirmed` says otherwise. Call `lock_account` first where the answer is acted on.
    """
    position = credit_position(session, desk, bill_to, leaving_out=commitment_key, sharing=sharing)
    exposure = position.exposure if with_confirmed else _without_confirmed(position.exposure)
    standing = CreditStanding(position.is_overdue, position.dunning_level, holder=bill_to, today=desk.today)
    return decide(exposure, adds, policy=desk.policy.credit, standing=standing)


def _without_confirmed(exposure: CreditExposure) -> CreditExposure:
    """Only what has left or is claimed: where credit is checked as goods leave, orders alone do not use it."""
    rest = exposure.total - exposure.confirmed_not_shipped
    return exposure.model_copy(
        update={"confirmed_not_shipped": Money.zero(exposure.total.currency), "total": rest}
    )  # fmt: skip


def _set_statement(insert: Any) -> Any:
    statement = insert(Commitment)
    changed = ("bill_to", "currency", "confirmed", "shipped", "pending", "due_date")
    return statement.on_conflict_do_update(
        index_elements=["key"], set_={name: statement.excluded[name] for name in changed}
    )


_SET = {name: _set_statement(insert) for name, insert in INSERTS.items()}


def set_commitment(
    session: Session,
    key: str,
    bill_to: str,
    *,
    confirmed: Money,
    shipped: Money,
    pending: bool,
    due_date: date | None = None,
) -> None:
    """Tell what the source `key` will cost: confirmed and not shipped, shipped and not invoiced, gross.

    Pending (held at confirm) amounts are shown beside the exposure only. The account must be locked.
    """
    if not confirmed and not shipped:
        drop_commitment(session, key)
        return
    values = {
        "key": key, "bill_to": bill_to, "currency": confirmed.currency, "confirmed": confirmed.amount,
        "shipped": (Money.zero(confirmed.currency) + shipped).amount, "pending": pending, "due_date": due_date,
    }  # fmt: skip
    connection = session.connection()
    connection.execute(_SET[connection.dialect.name], values)


def drop_commitment(session: Session, key: str) -> None:
    """Forget what a source committed: it was cancelled, or everything is invoiced."""
    session.execute(delete(Commitment).where(Commitment.key == key))


def invoiced(session: Session, key: str, total: Decimal) -> None:
    """Lower the shipped part of a commitment by what was just invoiced; it never goes below nothing."""
    left = case((Commitment.shipped > total, Commitment.shipped - total), else_=Decimal(0))
    session.execute(update(Commitment).where(Commitment.key == key).values(shipped=left))
