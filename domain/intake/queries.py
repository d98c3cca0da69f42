"""Looking up what is remembered of messages that became drafts."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.intake.models import DraftedReading, ReadingCase
from domain.intake.schemas import CaseView


def drafted_for_update(session: Session, order_number: str) -> DraftedReading | None:
    """The first reading of a draft, locked until the transaction ends; None for one that no message made."""
    statement = select(DraftedReading).where(DraftedReading.order_number == order_number).with_for_update()
    return session.scalars(statement, execution_options={"populate_existing": True}).first()


def cases(session: Session) -> Iterator[CaseView]:
    """The company's own corpus, oldest first; few in memory at a time."""
    rows = session.scalars(
        select(ReadingCase).order_by(ReadingCase.kept_at, ReadingCase.order_number),
        execution_options={"yield_per": 100},
    )
    return (CaseView.model_validate(row) for row in rows)
