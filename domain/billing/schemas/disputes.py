"""Values of disputes and of promises to pay."""

from datetime import date
from enum import StrEnum

from domain.billing.schemas.value import Value
from domain.shared.money import Money


class DisputeReason(StrEnum):
    """Why a customer does not agree."""

    MISSING = "missing"
    DAMAGED = "damaged"
    PRICE = "price"
    QUALITY = "quality"
    RETURNED = "returned"
    NOT_ORDERED = "not_ordered"
    OTHER = "other"


class DisputeRequest(Value):
    """What a customer objects to: `amount` of an invoice, all that is open of it when not given."""

    invoice_number: str
    reason: DisputeReason
    words: str
    amount: Money | None = None
    raised_by: str | None = None


class DisputeView(Value):
    """A dispute as it is shown."""

    number: str
    invoice_number: str
    bill_to: str
    amount: Money
    reason: str
    words: str
    state: str
    raised_by: str | None
    opened_date: date
    resolution: str | None
    credit_note_number: str | None


class PromiseRequest(Value):
    """What was promised: an amount until a date, for one invoice or for all that is due by then."""

    bill_to: str
    promised_date: date
    amount: Money | None = None
    invoice_number: str | None = None
    promised_by: str | None = None


class PromiseView(Value):
    """A promise to pay as it is shown."""

    id: int
    bill_to: str
    invoice_number: str | None
    amount: Money
    promised_date: date
    promised_by: str | None
    noted_date: date
    state: str
