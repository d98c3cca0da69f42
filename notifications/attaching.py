"""Owns what goes along with a mail: papers as PDF, printed once and kept, so that everybody gets the same one."""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from gateways.mail_build import OutgoingAttachment
from presentation.papers.printing import print_paper


def pdf_of(transactions: Transactions, desk: Desk, number: str) -> bytes:
    """A paper as it was first printed; prints it if it never was. Raises NotFound for a paper that is not ours."""
    with transactions.read() as session:
        kept = billing.printed(session, number)
        if kept:
            return kept[0]
        paper = billing.paper(session, desk, number)
    content = print_paper(paper, desk.company)
    with transactions.begin() as session:
        return billing_service.keep_printed(session, desk, number, content)


def attachments_of(transactions: Transactions, desk: Desk, data: Mapping[str, Any]) -> tuple[OutgoingAttachment, ...]:
    """The papers that a message names, one file each; most messages name none."""
    numbers: Iterable[str] = data.get("papers") or ()
    return tuple(
        OutgoingAttachment(
            filename=f"{number}.pdf", content_type="application/pdf", payload=pdf_of(transactions, desk, number)
        )
        for number in numbers
    )
