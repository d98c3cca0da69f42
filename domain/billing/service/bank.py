"""Verbs of bank files: taken over whole or not at all, every movement once; what is sure is booked, the rest asked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256

from sqlalchemy.orm import Session

from domain.billing.errors import BankEntryConflict, BankFileUnreadable
from domain.billing.events import BankFileTaken
from domain.billing.lifecycle import BankEntryState
from domain.billing.models import BankEntry, BankFile
from domain.billing.queries import payment
from domain.billing.queries.bank import entries_with, known_file, returned_by
from domain.billing.rules import entry_keys, out_of_balance
from domain.billing.schemas import BankFileView, BankMovement, BankStatement, MatchCandidate
from domain.billing.service.accounts import lock_accounts
from domain.billing.service.entries import RETURNED, book, is_currency_of, put_aside, take_back
from domain.billing.service.matching import Names, explained
from domain.shared.actors import FINANCE_ROLES
from domain.shared.audit import Change, record
from domain.shared.database import insert_ignoring
from domain.shared.desk import Desk
from domain.shared.outbox import record as record_event

OUTGOING = "outgoing"


def import_bank_file(
    session: Session, desk: Desk, content: bytes, statements: Sequence[BankStatement], *, name: str
) -> BankFileView:
    """Take over the statements of a file: each movement once, whichever file or process tells it first.

    What surely is a payment is booked and applied, a payment that the bank took back is undone, what went out is set
    aside, everything else waits with its candidates. The same file again changes nothing. Raises NotAllowed,
    BankFileUnreadable where the balances do not agree, BankEntryConflict.
    """
    desk.actor.require(FINANCE_ROLES, to="take over bank files")
    for statement in statements:
        missed = out_of_balance(statement)
        if missed:
            which = statement.statement or statement.account
            raise BankFileUnreadable(problems=f"the entries of {which} miss its closing balance by {missed}")
    content_hash = sha256(content).hexdigest()
    file = _file(session, desk, name, content_hash, statements)
    total = sum(len(statement.movements) for statement in statements)
    if file is None:
        return BankFileView(name=name, account=_accounts(statements), entries=total, new_entries=0)
    rows = _new_rows(session, file, statements)
    counts = Counter(_worked(session, desk, rows))
    file.new_entries = len(rows)
    view = BankFileView(
        name=name, account=file.account, entries=total, new_entries=len(rows),
        applied=counts[BankEntryState.APPLIED] - counts[RETURNED], returned=counts[RETURNED],
        waiting=counts[BankEntryState.WAITING], set_aside=counts[BankEntryState.SET_ASIDE],
    )  # fmt: skip
    record_event(session, BankFileTaken(file=view), subject=f"bank_file:{file.id}", now=desk.now)
    change = Change(
        subject=f"bank_file:{file.id}", action="bank_file.taken", after=view.model_dump(mode="json"), source=desk.source
    )
    record(session, desk.actor, change, now=desk.now)
    return view


def _accounts(statements: Sequence[BankStatement]) -> str:
    return ", ".join(sorted({statement.account for statement in statements}))[:40]


def _file(
    session: Session, desk: Desk, name: str, content_hash: str, statements: Sequence[BankStatement]
) -> BankFile | None:
    """The row of a file that is new; None where another transaction took it over, which this waits for."""
    values = {
        "content_hash": content_hash, "name": name[:250], "account": _accounts(statements),
        "statement": statements[0].statement, "entries": sum(len(each.movements) for each in statements),
        "new_entries": 0, "taken_at": desk.now, "taken_by": desk.actor.id,
    }  # fmt: skip
    return known_file(session, content_hash) if insert_ignoring(session, BankFile, values) else None


def _new_rows(session: Session, file: BankFile, statements: Sequence[BankStatement]) -> list[BankEntry]:
    """The movements that nobody told before, written in one order so that two files at once wait for each other."""
    told: dict[str, tuple[str, BankMovement]] = {}
    for statement in statements:
        keys = entry_keys(statement.account, statement.movements)
        told |= {key: (statement.account, each) for key, each in zip(keys, statement.movements, strict=True)}
    new = [key for key in sorted(told) if _is_new(session, file, key, *told[key])]
    return sorted(entries_with(session, new), key=lambda row: (row.booked_date, row.key))


def _is_new(session: Session, file: BankFile, key: str, account: str, movement: BankMovement) -> bool:
    values = {
        "key": key, "file_id": file.id, "account": account, "currency": movement.amount.currency,
        "amount": movement.amount.amount, "state": BankEntryState.WAITING, "explanation": [],
        **movement.model_dump(exclude={"amount", "bank_reference"}),
    }  # fmt: skip
    if insert_ignoring(session, BankEntry, values):
        return True
    known = entries_with(session, [key])[0]
    if (known.amount, known.currency, known.is_credit) != (
        movement.amount.amount, movement.amount.currency, movement.is_credit,
    ):  # fmt: skip
        raise BankEntryConflict(key=key, known=f"{known.amount} {known.currency}", told=str(movement.amount))
    return False


def _worked(session: Session, desk: Desk, rows: Sequence[BankEntry]) -> Iterator[str]:
    """Weigh and book entries, and say what became of each; accounts are locked before any is touched.

    What was found before the locks is looked at again under them: of two entries that take one payment back, the
    second waits for a person.
    """
    names = Names()
    returns = {row.key: found[0] for row in rows if len(found := returned_by(session, row)) == 1}
    sure = {row.key: best.bill_to for row in rows if row.is_credit and (best := _sure(session, desk, row, names))}
    payers = {view.bill_to for each in returns.values() if (view := payment(session, each))}
    lock_accounts(session, {*sure.values(), *payers})
    for row in rows:
        if row.key in returns and returned_by(session, row) == [returns[row.key]]:
            take_back(session, desk, row, returns[row.key])
            yield RETURNED
        elif not row.is_credit and row.returns_reference is None:
            put_aside(session, desk, row, OUTGOING)
        elif row.key in sure and (best := _sure(session, desk, row, names)):
            book(session, desk, row, best)
        yield row.state


def _sure(session: Session, desk: Desk, row: BankEntry, names: Names) -> MatchCandidate | None:
    """The explanation of an entry if it is sure; all of them are kept with it."""
    if row.returns_reference is not None:
        return None
    found = explained(session, desk, row, names)
    row.explanation = [candidate.model_dump(mode="json") for candidate in found]
    return found[0] if found and found[0].is_sure and is_currency_of(session, found[0].bill_to, row.currency) else None
