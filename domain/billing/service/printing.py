"""The verb of printing: a paper is kept as it was first printed."""

import hashlib

from sqlalchemy.orm import Session

from domain.billing.models import PrintedPaper
from domain.billing.queries.documents import printed
from domain.shared.database import insert_ignoring
from domain.shared.desk import Desk


def keep_printed(session: Session, desk: Desk, number: str, content: bytes) -> bytes:
    """Keep the bytes that a paper was just printed as, and return what counts: whoever printed it first won."""
    values = {
        "number": number, "digest": hashlib.sha256(content).hexdigest(), "content": content, "printed_at": desk.now,
    }  # fmt: skip
    if insert_ignoring(session, PrintedPaper, values):
        return content
    kept = printed(session, number)
    return kept[0] if kept else content
