"""Owns the sentences for refusals about payments, refunds, disputes, promises and bank files."""

from collections.abc import Callable

from presentation.wording.problems import Facts

WORDS: dict[str, Callable[[Facts], str]] = {
    "NO_INVOICE_LINE": lambda f: (
        f"Invoice {f.get('invoice_number')} has no line {f.get('line_no')}."
        f"{f.after(' It has ', 'known') or ' It came without lines: say an amount (--amount)'}."
    ),
    "AMOUNT_NEEDED": lambda f: (
        f"Invoice {f.get('invoice_number')} came without lines. Please say how much of its {f.get('total')} is "
        f"credited (--amount); {f.get('open')} is open."
    ),
    "LINES_NEEDED": lambda f: (
        f"Invoice {f.get('invoice_number')} has the lines {f.get('lines')}. Please say of which the amount is "
        "(as in --line 1:12.50)."
    ),
    "NOT_SETTLED": lambda f: (
        f"Payment {f.get('payment_id')} settled nothing{f.after(' of ', 'invoice_number')}, so nothing is undone."
    ),
    "NOT_ENOUGH_LEFT": lambda f: f"{f.get('asked')} is more than is left of {f.get('what')}: {f.get('left')}.",
    "ABOVE_TOLERANCE": lambda f: (
        f"{f.get('open')} is open of {f.get('invoice_number')}; up to {f.get('tolerance')} may be written off. "
        "A credit note can do more."
    ),
    "ALREADY_RETURNED": lambda f: f"The bank took payment {f.get('payment_id')} back before.",
    "MONEY_IS_REFUNDED": lambda f: (
        f"{f.get('refunded')} of payment {f.get('payment_id')} went back to the customer already. "
        "Please settle that with the bank first."
    ),
    "OWN_REQUEST": lambda f: f"{f.get('number')} was asked for by you, so somebody else has to release it.",
    "REASON_NEEDED": lambda f: f"Please give a reason: {f.get('what') or 'this'} takes one.",
    "TERMS_UNREADABLE": lambda f: (
        f"“{f.get('terms')}” is not understood as payment terms. Expected is something like “30”, “eom+15”, "
        "“2/10 net 30” or “50/50@0,30”."
    ),
    "BANK_FILE_UNREADABLE": lambda f: f"The bank's file was not taken over: {f.get('problems')}.",
    "BANK_ENTRY_CONFLICT": lambda f: (
        f"The bank told {f.get('key')} before with {f.get('known')}, and now with {f.get('told')}. "
        "Nothing of the file was taken over."
    ),
    "NOT_INCOMING": lambda f: (
        f"Entry {f.get('entry_id')} of {f.get('amount')} left our account, so it is no payment of a customer. "
        "It can be set aside with a reason, or be what took a payment back."
    ),
    "NOT_TAKEN_BACK": lambda f: (
        f"Entry {f.get('entry_id')} of {f.get('amount')} does not take payment {f.get('payment_id')} back: "
        "that takes an entry that went out, of the same amount."
    ),
    "PROMISE_TOO_FAR": lambda f: (
        f"A promise to pay by {f.get('promised_date')} cannot be noted; it may be from today to {f.get('furthest')}."
    ),
}
