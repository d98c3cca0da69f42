"""Decides what an answer to an open question makes of a request."""

from decimal import Decimal

from domain.orders.schemas import OpenQuestion, OrderRequest, RequestedLine
from domain.shared.quantity import typed_number

#: The question which of the articles that a customer buys is meant by "their usual".
USUAL_ITEM = "usual_item"


def answered(request: OrderRequest, index: int, candidate: str) -> OrderRequest | None:
    """The request after the answer; None where there is no such question or the answer does not fit it.

    An article without a quantity becomes the question how many; 'customer' takes a customer id.
    """
    if not 0 <= index < len(request.questions) or not candidate.strip():
        return None
    question, rest = request.questions[index], [*request.questions[:index], *request.questions[index + 1 :]]
    if question.about == "customer":
        return request.model_copy(update={"customer_id": candidate, "questions": tuple(rest)})
    if question.about == "quantity":
        quantity = typed_number(candidate)
        sku = question.candidates[0] if question.candidates else None
        if quantity is None or sku is None:
            return None
        return _with_line(request, rest, sku, question, quantity)
    if question.quantity is None:
        rest.insert(index, OpenQuestion(about="quantity", text=question.text, candidates=(candidate,)))
        return request.model_copy(update={"questions": tuple(rest)})
    return _with_line(request, rest, candidate, question, question.quantity)


def _with_line(
    request: OrderRequest, rest: list[OpenQuestion], sku: str, question: OpenQuestion, quantity: Decimal
) -> OrderRequest:
    inferred = ("usual_item",) if question.about == USUAL_ITEM else ()
    line = RequestedLine(sku=sku, quantity=quantity, unit=question.unit, text=question.text, inferred=inferred)
    return request.model_copy(update={"questions": tuple(rest), "lines": (*request.lines, line)})
