"""How orders are invoiced, as agreed."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.orders.models import SalesOrder
from domain.orders.schemas import InvoicingAgreement

_FIELDS = [getattr(SalesOrder, name) for name in InvoicingAgreement.model_fields]


def invoicing_agreements(session: Session, numbers: Iterable[str]) -> dict[str, InvoicingAgreement]:
    """How these orders are invoiced, by number; unknown ones are absent."""
    rows = session.execute(select(*_FIELDS).where(SalesOrder.number.in_(sorted(set(numbers)))))
    return {row.number: InvoicingAgreement.model_validate(row) for row in rows}
