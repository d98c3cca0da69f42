"""Values that enter and leave the reader: messages and readings, what is learned of them, and a second reader's."""

from domain.intake.schemas.corpus import (
    CaseView,
    Confirmed,
    ConfirmedLine,
    Correction,
    Difference,
    Replayed,
)
from domain.intake.schemas.reading import (
    About,
    Asked,
    DraftState,
    History,
    Message,
    Question,
    Reading,
    ReadLine,
    Recall,
    RecallKind,
    Sheet,
    SheetRead,
    Span,
)
from domain.intake.schemas.second import (
    Article,
    Piece,
    PieceAnswer,
    SecondAnswer,
    SecondAsk,
)

__all__ = [
    "About",
    "Article",
    "Asked",
    "CaseView",
    "Confirmed",
    "ConfirmedLine",
    "Correction",
    "Difference",
    "DraftState",
    "History",
    "Message",
    "Piece",
    "PieceAnswer",
    "Question",
    "ReadLine",
    "Reading",
    "Recall",
    "RecallKind",
    "Replayed",
    "SecondAnswer",
    "SecondAsk",
    "Sheet",
    "SheetRead",
    "Span",
]
