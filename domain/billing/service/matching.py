"""What is gathered before an entry is weighed: everybody who may have paid it, and what they owe."""

from collections.abc import Mapping

from rapidfuzz import fuzz, process
from sqlalchemy.orm import Session

from domain.billing.models import BankEntry
from domain.billing.queries.bank import (
    bill_tos_named,
    invoices_numbered,
    invoices_of_orders,
    invoices_of_pos,
    known_remitters,
)
from domain.billing.queries.open_items import open_items, open_items_of
from domain.billing.rules import (
    Payer,
    account_key,
    named_in,
    numbers_in,
    prefixes,
    remitter_keys,
    squeezed,
    swapped_digits,
    weighed,
    words_of,
)
from domain.billing.schemas import MatchCandidate, MatchReason
from domain.customers.queries import all_customers
from domain.shared.desk import Desk
from domain.shared.money import Money

_ORDERS = ("SO-",)
#: How many of an amount's owners are looked at where nothing else tells who paid.
_OF_AMOUNT = 5
_ALIKE = 88


def explained(session: Session, desk: Desk, row: BankEntry, names: "Names") -> tuple[MatchCandidate, ...]:
    """Who may have paid an entry, and for what, the likeliest first."""
    amount = Money(row.amount, row.currency)
    found = _signs(session, desk, row)
    if not found:
        found = _guesses(session, desk, row, names)
    items = open_items(session, found)
    payers = []
    for bill_to, (signs, numbers) in sorted(found.items()):
        owed = tuple(item for item in items if item.bill_to == bill_to)
        spelled = named_in(row.reference, (item.invoice_number for item in owed))
        signs = signs | {MatchReason.INVOICE_NAMED} if spelled else signs
        payers.append(Payer(bill_to, frozenset(signs), owed, frozenset(numbers) | spelled))
    return weighed(amount, row.value_date, payers, desk.policy.payments)


Found = dict[str, tuple[set[MatchReason], set[str]]]


def _of_invoices(desk: Desk) -> tuple[str, ...]:
    return prefixes(desk.policy.papers.invoice_number, desk.today.year)


def _note(found: Found, bill_to: str, sign: MatchReason, *numbers: str) -> None:
    signs, named = found.setdefault(bill_to, (set(), set()))
    signs.add(sign)
    named.update(numbers)


def _signs(session: Session, desk: Desk, row: BankEntry) -> Found:
    found: Found = {}
    said = f"{row.reference} {row.end_to_end_id or ''}"
    spelled, words = numbers_in(said, _of_invoices(desk)), words_of(said)
    for number, bill_to in invoices_numbered(session, spelled).items():
        _note(found, bill_to, MatchReason.INVOICE_NAMED, number)
    for number, bill_to in invoices_of_orders(session, numbers_in(said, _ORDERS)).items():
        _note(found, bill_to, MatchReason.ORDER_NAMED, number)
    for number, bill_to in invoices_of_pos(session, words).items():
        _note(found, bill_to, MatchReason.PO_NAMED, number)
    for bill_to in bill_tos_named(session, words):
        _note(found, bill_to, MatchReason.CUSTOMER_NAMED)
    account = account_key(row.remitter_account) if row.remitter_account else None
    known = known_remitters(session, remitter_keys(row.remitter_name, row.remitter_account))
    for key, bill_tos in known.items():
        is_account = key == account and len(bill_tos) == 1
        for bill_to in bill_tos:
            _note(found, bill_to, MatchReason.ACCOUNT_KNOWN if is_account else MatchReason.NAME_KNOWN)
    return found


def _guesses(session: Session, desk: Desk, row: BankEntry, names: "Names") -> Found:
    """Where nothing names a payer: numbers with two digits swapped, names that are alike, who owes just that much."""
    found: Found = {}
    for number, bill_to in invoices_numbered(session, swapped_digits(row.reference, _of_invoices(desk))).items():
        _note(found, bill_to, MatchReason.DIGITS_SWAPPED, number)
    for bill_to in names.alike(session, row.remitter_name):
        _note(found, bill_to, MatchReason.NAME_ALIKE)
    for item in open_items_of(session, row.currency, row.amount, _OF_AMOUNT):
        found.setdefault(item.bill_to, (set(), set()))
    return found


class Names:
    """The names of all customers, read once for a file and only if an entry needs them."""

    def __init__(self) -> None:
        self._names: Mapping[str, str] | None = None

    def alike(self, session: Session, name: str | None) -> list[str]:
        """The bill-tos whose names are most like this one, at most three."""
        if not name or not squeezed(name):
            return []
        if self._names is None:
            known = {one.customer_id: (squeezed(one.name), one.bill_to_id) for one in all_customers(session)}
            self._names = {customer_id: name for customer_id, (name, _) in known.items()}
            self._bill_tos = {customer_id: bill_to for customer_id, (_, bill_to) in known.items()}
        found = process.extract(squeezed(name), self._names, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3)
        return sorted({self._bill_tos[customer_id] for _, _, customer_id in found})
