"""Owns how credit is shown: one line on an order's card, every part of the exposure on an approval's."""

from domain.billing.schemas import CreditDecision, CreditExposure, CreditReason
from domain.shared.money import Money
from presentation.mrkdwn import safe
from presentation.wording.amounts import listed, money
from presentation.wording.times import day, lateness


def credit_line(credit: CreditDecision) -> str:
    """Credit after this order, in one line."""
    limit = credit.exposure.limit
    if limit is None:
        words = f"Credit after this order: {money(credit.after)}, no limit is set"
    elif credit.excess:
        words = (
            f":warning: Credit after this order: {money(credit.after)} of {money(limit)}, "
            f"*{money(credit.excess)} over the limit*"
        )
    else:
        words = f"Credit after this order: {money(credit.after)} of {money(limit)}, {money(limit - credit.after)} left"
    if CreditReason.OVERDUE in credit.reasons:
        words += f"\n:warning: {money(credit.exposure.overdue)} is overdue{_oldest(credit.exposure)}"
    return words


def _oldest(exposure: CreditExposure) -> str:
    invoice = exposure.oldest_overdue
    if invoice is None:
        return ""
    return f", the oldest is {safe(invoice.number)} ({lateness(invoice.days_past_due)})"


def exposure_parts(exposure: CreditExposure) -> list[tuple[str, Money, str]]:
    """The parts that add up to the exposure, each with its sign; what is zero is left out but open invoices."""
    parts = [
        ("Open invoices", exposure.open_invoices, "+"),
        ("Shipped, not invoiced", exposure.shipped_not_invoiced, "+"),
        ("Confirmed, not shipped", exposure.confirmed_not_shipped, "+"),
        ("Payments not yet applied", exposure.unapplied_payments, "−"),
        ("Open credit notes", exposure.open_credit_notes, "−"),
    ]
    return [part for index, part in enumerate(parts) if part[1] or index == 0]


def beside_exposure(exposure: CreditExposure) -> str:
    """What is shown beside the exposure and not added: held orders, disputes, promises, reminding; empty for none."""
    words = []
    if exposure.pending:
        words.append(f"{money(exposure.pending)} in held orders is not counted")
    if exposure.disputed:
        words.append(f"{money(exposure.disputed)} of the invoices is disputed")
    if exposure.promised:
        words.append(f"{money(exposure.promised)} is promised")
    if exposure.dunning_level_name:
        words.append(f"reminding has come to “{safe(exposure.dunning_level_name)}”")
    return listed(words)


def oldest_overdue(exposure: CreditExposure) -> str | None:
    """The oldest overdue invoice in words, or None."""
    invoice = exposure.oldest_overdue
    if invoice is None:
        return None
    return (
        f"{safe(invoice.number)}, {money(invoice.open_amount)} open, due {day(invoice.due_date)} "
        f"({lateness(invoice.days_past_due)})"
    )


def what_would_clear(credit: CreditDecision) -> str:
    """What would make the hold go away by itself, as one sentence; empty where nothing would."""
    ways = []
    if credit.excess:
        smaller = (
            f" (or an order of at most {money(credit.adds - credit.excess)})" if credit.excess < credit.adds else ""
        )
        ways.append(f"with a payment of {money(credit.excess)}{smaller}")
    if CreditReason.OVERDUE in credit.reasons:
        ways.append(f"once the overdue {money(credit.exposure.overdue)} is paid")
    return f"It clears by itself {listed(ways)}." if ways else ""
