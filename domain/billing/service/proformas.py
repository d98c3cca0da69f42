"""The verb of proformas: what an order asks for, to be paid before it leaves. Nothing is owed by it."""

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.billing.models import Proforma
from domain.billing.queries import proforma_of
from domain.billing.queries.parties import buyer, seller
from domain.billing.schemas import InvoiceRequest, PaperKind, PaperSource, PaperView, Party, of_revision
from domain.billing.service.accounts import lock_account
from domain.billing.service.invoices import document_totals, next_paper_number
from domain.shared.actors import FINANCE_ROLES, SALES_ROLES, Role
from domain.shared.audit import Change, record
from domain.shared.desk import Desk

_ISSUERS = FINANCE_ROLES | SALES_ROLES | {Role.CREDIT_MANAGER}


def issue_proforma(session: Session, desk: Desk, request: InvoiceRequest, *, revision: int) -> PaperView:
    """Issue a proforma for an order at a revision, in a series of its own; asked again, the first one is returned.

    Raises NotAllowed, NotPositive, NotFound.
    """
    desk.actor.require(_ISSUERS, to="issue proformas")
    lock_account(session, request.bill_to)
    order_number = request.order_number or ""
    known = proforma_of(session, order_number, revision)
    if known is not None:
        return known
    sums = document_totals(request.lines, desk, what="proforma", before=request.before)
    paper = PaperView(
        kind=PaperKind.PROFORMA,
        number=next_paper_number(session, desk, desk.policy.papers.proforma_number),
        issued_date=desk.today,
        seller=Party.model_validate(seller(desk)),
        buyer=Party.model_validate(buyer(session, request.bill_to)),
        ship_to=Party.model_validate(request.ship_to) if request.ship_to else None,
        currency=sums.total.currency,
        lines=request.lines,
        totals=sums,
        sources=(PaperSource(order_number=order_number, reference=of_revision(revision)),),
    )
    session.execute(
        insert(Proforma).values(
            number=paper.number, order_number=order_number, revision=revision, bill_to=request.bill_to,
            content=paper.model_dump(mode="json"),
        )
    )  # fmt: skip
    change = Change(
        subject=f"order:{order_number}",
        action="proforma.issued",
        after={"proforma": paper.number, "total": str(sums.total)},
        source=desk.source,
    )
    record(session, desk.actor, change, now=desk.now)
    return paper
