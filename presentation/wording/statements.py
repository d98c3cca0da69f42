"""Owns the words of a statement of account, as plain text."""

from domain.billing.schemas import AccountStatement, MovementKind
from presentation.wording.amounts import money
from presentation.wording.times import day

KINDS: dict[MovementKind, str] = {
    MovementKind.INVOICE: "Invoice",
    MovementKind.SETTLED_BEFORE: "Settled before",
    MovementKind.CREDIT_NOTE: "Credit note",
    MovementKind.PAYMENT: "Payment",
    MovementKind.RETURNED_PAYMENT: "Payment returned",
    MovementKind.REFUND: "Refund",
    MovementKind.DISCOUNT: "Discount",
    MovementKind.BANK_FEE: "Bank fee",
    MovementKind.WRITE_OFF: "Written off",
}


def statement_words(statement: AccountStatement) -> str:
    """The statement as text: one row per movement, balances, and how old what is open is."""
    rows = [
        f"{day(each.on):14} {KINDS[each.kind]:17} {each.number:24} {money(each.amount):>14} {money(each.balance):>14}"
        for each in statement.movements
    ]
    ages = statement.ageing
    buckets = (
        ("not due", ages.not_due), ("1 to 30 days", ages.days_1_to_30), ("31 to 60 days", ages.days_31_to_60),
        ("61 to 90 days", ages.days_61_to_90), ("over 90 days", ages.over_90_days),
    )  # fmt: skip
    open_now = ", ".join(f"{name} {money(amount)}" for name, amount in buckets if amount) or "nothing"
    return "\n".join(
        [
            f"Statement of account: {statement.name} ({statement.bill_to}), "
            f"{day(statement.start)} to {day(statement.end)}",
            f"{'Opening balance':74} {money(statement.opening):>14}",
            *rows,
            f"{'Closing balance':74} {money(statement.closing):>14}",
            f"Open today: {open_now}",
            *([f"On account: {money(statement.on_account)}"] if statement.on_account else []),
            *([f"Disputed: {money(ages.disputed)}"] if ages.disputed else []),
        ]
    )
