"""What is kept of instalments: written with their invoice, lowered with it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, insert, select, type_coerce, update
from sqlalchemy.orm import Session

from domain.billing.models import Instalment, Invoice
from domain.billing.rules import DuePart, lowered
from domain.shared.database import AmountColumn


def write_instalments(session: Session, number: str, bill_to: str, parts: Sequence[DuePart]) -> None:
    """Keep the parts of an invoice that was just written, numbered as they fall due."""
    session.execute(
        insert(Instalment), [instalment_values(number, bill_to, no, part) for no, part in enumerate(parts, 1)]
    )


def instalment_values(number: str, bill_to: str, instalment_no: int, part: DuePart) -> dict[str, Any]:
    """One part as it is kept, all of it open."""
    return {
        "invoice_number": number, "instalment_no": instalment_no, "bill_to": bill_to, "due_date": part.due_date,
        "amount": part.amount.amount, "open_amount": part.amount.amount,
    }  # fmt: skip


def settle(session: Session, number: str, amount: Decimal) -> None:
    """Lower what is open of an invoice and of its instalments, the earliest due first; its account must be locked.

    A negative amount opens them again, the latest due first. An invoice of which all that is left is disputed is
    disputed whole.
    """
    rest = type_coerce(Invoice.open_amount - amount, AmountColumn())
    is_whole = and_(rest > Decimal(0), rest <= Invoice.disputed_amount)
    session.execute(
        update(Invoice).where(Invoice.number == number).values(open_amount=rest, disputed=is_whole, is_ours=True)
    )
    columns = (Instalment.instalment_no, Instalment.amount, Instalment.open_amount)
    parts = session.execute(
        select(*columns).where(Instalment.invoice_number == number).order_by(Instalment.instalment_no)
    ).all()
    after = lowered([(part.amount, part.open_amount) for part in parts], amount)
    for part, left in zip(parts, after, strict=True):
        if left != part.open_amount:
            session.execute(
                update(Instalment)
                .where(Instalment.invoice_number == number, Instalment.instalment_no == part.instalment_no)
                .values(open_amount=left)
            )
