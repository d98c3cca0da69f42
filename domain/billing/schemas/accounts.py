"""Values of statements of account and of ageing."""

from datetime import date
from enum import StrEnum

from domain.billing.schemas.value import Value
from domain.shared.money import Money


class MovementKind(StrEnum):
    """What moved the balance of an account."""

    INVOICE = "invoice"
    SETTLED_BEFORE = "settled_before"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    RETURNED_PAYMENT = "returned_payment"
    REFUND = "refund"
    DISCOUNT = "discount"
    BANK_FEE = "bank_fee"
    WRITE_OFF = "write_off"


class AccountMovement(Value):
    """One movement: above zero the bill-to owes more; `balance` is what they owe after it."""

    on: date
    kind: MovementKind
    number: str
    amount: Money
    balance: Money


class Ageing(Value):
    """What is open by how long it is past due, instalment by instalment."""

    not_due: Money
    days_1_to_30: Money
    days_31_to_60: Money
    days_61_to_90: Money
    over_90_days: Money
    disputed: Money

    @property
    def total(self) -> Money:
        """Everything that is open."""
        parts = (self.not_due, self.days_1_to_30, self.days_31_to_60, self.days_61_to_90, self.over_90_days)
        return Money.total(parts, self.not_due.currency)


class AccountStatement(Value):
    """What a bill-to owed, what happened, and what it owes now: opening + Σ movements = closing.

    `ageing` is of today, `on_account` the money and credit that settled nothing yet.
    """

    bill_to: str
    name: str
    start: date
    end: date
    opening: Money
    movements: tuple[AccountMovement, ...]
    closing: Money
    on_account: Money
    ageing: Ageing
