"""Owns waiting lines: covered when goods come in, their promises kept true to the receipts due."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from domain.shared.desk import Desk


def cover_backorders(session: Session, desk: Desk, skus: Iterable[str]) -> int:
    """Give free stock of these SKUs to the lines that wait for it, most urgent first; returns how many got some."""
    raise NotImplementedError


def replan_promises(session: Session, desk: Desk, skus: Iterable[str] | None, *, cause: str = "receipt_moved") -> int:
    """Compute the promised dates of waiting lines (all, or of these SKUs) anew from stock and receipts due.

    Every moved date is a PromiseMoved event with `cause` and a row of the promise ledger; returns how many moved.
    """
    raise NotImplementedError
