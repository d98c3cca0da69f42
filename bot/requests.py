"""Owns the passage between readings and orders: a reading becomes an order request, a draft becomes what the
reader must know before the next message of its thread.
"""

from collections.abc import Iterable
from decimal import Decimal

from bot.files import noted
from domain.intake.schemas import DraftState, Enquiry, Question, Reading, ReadLine, Span
from domain.orders.schemas import OpenQuestion, OrderRequest, OrderView, RequestedLine
from gateways.attachments import FileContents

_DOZEN = Decimal(12)


def request_of(reading: Reading, *, channel: str, source_text: str, files: Iterable[FileContents] = ()) -> OrderRequest:
    """What the words asked for, and what became of the files that came with them."""
    return OrderRequest(
        channel=channel,
        customer_id=reading.customer_id,
        lines=tuple(
            RequestedLine(
                sku=line.sku,
                quantity=line.quantity,
                unit=line.unit,
                stated_price=line.stated_price,
                text=line.source.text,
                inferred=line.inferred,
                learned=line.learned,
            )
            for line in reading.lines
        ),
        questions=tuple(
            OpenQuestion(
                about=question.about,
                text=question.text,
                candidates=question.candidates,
                quantity=_as_said(question),
                unit=question.unit,
            )
            for question in reading.questions
        ),
        unexplained=tuple(span.text for span in reading.unexplained),
        enquiries=tuple(map(enquiry_words, reading.enquiries)),
        files=noted(files, reading),
        suggestions=reading.suggestions,
        requested_date=reading.requested_date,
        customer_po=reading.customer_po,
        ship_to=reading.ship_to,
        note=reading.note,
        source_text=source_text,
        confidence=Decimal(str(round(reading.confidence, 4))),
    )


def enquiry_words(enquiry: Enquiry) -> str:
    """A question beside an order in its own words, without what joined it to the rest."""
    return enquiry.span.text.strip(" ,;:-–—\n")


def state_of(request: OrderRequest, *, before: DraftState | None = None) -> DraftState:
    """What the thread's draft holds, as the reader wants it; `before` is what it held before its last change."""
    return DraftState(
        customer_id=request.customer_id,
        lines=tuple(
            ReadLine(
                sku=line.sku,
                quantity=line.quantity,
                unit=line.unit,
                base_quantity=line.quantity,
                stated_price=line.stated_price,
                source=Span(start=0, end=0, text=line.text),
                inferred=line.inferred,
                learned=line.learned,
            )
            for line in request.lines
        ),
        questions=tuple(
            Question.model_validate(
                question.model_dump()
                | {"span": None, "about": _as_read(question.about), "quantity": _in_pieces(question)}
            )
            for question in request.questions
        ),
        unexplained=request.unexplained,
        suggestions=request.suggestions,
        requested_date=request.requested_date,
        customer_po=request.customer_po,
        ship_to=request.ship_to,
        note=request.note,
        before=before,
    )


def state_of_order(order: OrderView) -> DraftState:
    """What an order holds that words change no more, for telling whether they would."""
    lines = (
        RequestedLine(sku=line.sku, quantity=line.quantity, unit=line.unit, text=line.text) for line in order.lines
    )
    label = order.ship_to.label if order.ship_to else None
    return state_of(
        OrderRequest(
            channel=order.channel, customer_id=order.customer_id, lines=tuple(lines), note=order.note,
            requested_date=order.requested_date, customer_po=order.customer_po, ship_to=label,
        )
    )  # fmt: skip


def _as_read(about: str) -> str:
    """To the reader a usual article is one of several like any other."""
    return "which_item" if about == "usual_item" else about


def _as_said(question: Question) -> Decimal | None:
    """The reader counts pieces even of dozens; a request has the quantity in the unit that was said."""
    return question.quantity / _DOZEN if question.quantity and question.unit == "dozen" else question.quantity


def _in_pieces(question: OpenQuestion) -> Decimal | None:
    return question.quantity * _DOZEN if question.quantity and question.unit == "dozen" else question.quantity
