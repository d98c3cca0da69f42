"""Owns the printing of a paper: one PDF/A-3 with a page to read and, for what is a claim, its data inside."""

import facturx

from domain.billing.schemas import PaperKind, PaperView
from domain.shared.policy import Company
from presentation.papers.einvoice import LEVEL, einvoice
from presentation.papers.page import page
from presentation.papers.typesetting import typeset


def print_paper(paper: PaperView, company: Company) -> bytes:
    """The paper as PDF/A-3. Invoices and credit notes carry EN 16931 data (Factur-X), checked against its schema.

    Not the same bytes each time (the data inside is dated by the clock): print once and keep it.
    """
    content = page(paper, company)
    drawn = typeset("paper", content, archived_on=paper.issued_date)
    if paper.kind is PaperKind.PROFORMA:
        return drawn
    metadata = {
        "author": paper.seller.name,
        "title": f"{content['title']}, {paper.seller.name}",
        "subject": f"{content['title']} of {paper.issued_date.isoformat()}",
        "keywords": "Factur-X, EN 16931",
    }
    return bytes(
        facturx.generate_from_binary(
            drawn, einvoice(paper), flavor="factur-x", level=LEVEL, check_xsd=True, pdf_metadata=metadata, lang="en"
        )
    )
