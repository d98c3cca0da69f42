"""Values of what banks tell: statements, their movements, and what they are taken for."""

from datetime import date
from enum import StrEnum

from domain.billing.schemas.payments import AppliedPart
from domain.billing.schemas.value import Value
from domain.shared.money import Money


class BankMovement(Value):
    """One movement as a bank tells it: `amount` is above zero, `is_credit` where it came in.

    `returns_reference` names the payment that this one takes back, `return_reason` says why.
    """

    booked_date: date
    value_date: date
    amount: Money
    is_credit: bool
    remitter_name: str | None = None
    remitter_account: str | None = None
    reference: str = ""
    bank_reference: str | None = None
    end_to_end_id: str | None = None
    returns_reference: str | None = None
    return_reason: str | None = None


class BankStatement(Value):
    """The booked movements of one of our accounts, with the balances around them where the bank told them."""

    account: str
    statement: str | None = None
    movements: tuple[BankMovement, ...]
    opening: Money | None = None
    closing: Money | None = None


class MatchReason(StrEnum):
    """Why a payer, or an invoice, may be meant. Words for people are presentation's."""

    INVOICE_NAMED = "INVOICE_NAMED"
    ORDER_NAMED = "ORDER_NAMED"
    PO_NAMED = "PO_NAMED"
    CUSTOMER_NAMED = "CUSTOMER_NAMED"
    ACCOUNT_KNOWN = "ACCOUNT_KNOWN"
    NAME_KNOWN = "NAME_KNOWN"
    NAME_ALIKE = "NAME_ALIKE"
    DIGITS_SWAPPED = "DIGITS_SWAPPED"
    NAMED_EXACTLY = "NAMED_EXACTLY"
    LESS_DISCOUNT = "LESS_DISCOUNT"
    EXACTLY_ONE = "EXACTLY_ONE"
    EXACT_SUM = "EXACT_SUM"
    ONE_OF_SEVERAL = "ONE_OF_SEVERAL"
    LESS_BANK_FEE = "LESS_BANK_FEE"
    IN_PART = "IN_PART"
    MORE_THAN_OPEN = "MORE_THAN_OPEN"
    OLDEST_DUE = "OLDEST_DUE"


class MatchCandidate(Value):
    """What an entry may be: who paid, what it would settle, the points for it and why."""

    bill_to: str
    score: int
    reasons: tuple[MatchReason, ...]
    parts: tuple[AppliedPart, ...]
    rest: Money
    is_sure: bool = False


class BankEntryView(Value):
    """A bank entry as it is shown, with what it may be while it waits."""

    id: int
    key: str
    booked_date: date
    value_date: date
    amount: Money
    is_credit: bool
    remitter_name: str | None
    remitter_account: str | None
    reference: str
    return_reason: str | None
    state: str
    reason: str | None
    bill_to: str | None
    payment_id: str | None
    candidates: tuple[MatchCandidate, ...] = ()


class BankFileView(Value):
    """What became of a bank file: of `entries`, `new_entries` were not known before."""

    name: str
    account: str
    entries: int
    new_entries: int
    applied: int = 0
    returned: int = 0
    waiting: int = 0
    set_aside: int = 0


class EntryDecision(Value):
    """What a person says about an entry: who paid, and for which invoices where they know."""

    entry_id: int
    bill_to: str
    invoice_numbers: tuple[str, ...] = ()
