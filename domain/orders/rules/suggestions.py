"""Decides which suggested answers can still be taken, and what taking one makes of a request."""

from domain.orders.schemas import OpenQuestion, OrderRequest, RequestedLine, SuggestedAnswer, SuggestionView

#: The questions that a second reader may have something to say to.
SUGGESTIBLE = frozenset({"which_item", "unknown_item"})


def standing(request: OrderRequest) -> tuple[SuggestionView, ...]:
    """The suggestions whose piece is still asked about or unexplained; one for each piece."""
    questions = {q.text: place for place, q in reversed([*enumerate(request.questions)]) if q.about in SUGGESTIBLE}
    found: dict[str, SuggestionView] = {}
    for index, each in enumerate(request.suggestions):
        if each.text in questions or each.text in request.unexplained:
            view = SuggestionView(**each.model_dump(), index=index, question=questions.get(each.text))
            found.setdefault(each.text, view)
    return tuple(found.values())


def taken(request: OrderRequest, index: int) -> OrderRequest | None:
    """The request after a person took a suggestion; None where it can not be taken any more.

    An article without a quantity becomes the question how many. What is no article is asked about no more.
    """
    suggestion = next((each for each in standing(request) if each.index == index), None)
    if suggestion is None:
        return None
    rest, question = _without(request, suggestion)
    if suggestion.sku is None:
        return rest
    quantity, unit = suggestion.quantity, suggestion.unit
    if quantity is None and question is not None:
        quantity, unit = question.quantity, question.unit
    if quantity is None:
        how_many = OpenQuestion(about="quantity", text=suggestion.text, candidates=(suggestion.sku,))
        place = len(rest.questions) if suggestion.question is None else suggestion.question
        questions = (*rest.questions[:place], how_many, *rest.questions[place:])
        return rest.model_copy(update={"questions": questions})
    line = RequestedLine(sku=suggestion.sku, quantity=quantity, unit=unit, text=suggestion.text)
    return rest.model_copy(update={"lines": (*request.lines, line)})


def _without(request: OrderRequest, suggestion: SuggestionView) -> tuple[OrderRequest, OpenQuestion | None]:
    """The request without the piece that was suggested about, and the question that asked about it."""
    left: tuple[SuggestedAnswer, ...] = tuple(each for each in request.suggestions if each.text != suggestion.text)
    if suggestion.question is not None:
        question = request.questions[suggestion.question]
        questions = tuple(each for place, each in enumerate(request.questions) if place != suggestion.question)
        return request.model_copy(update={"suggestions": left, "questions": questions}), question
    pieces = tuple(each for each in request.unexplained if each != suggestion.text)
    return request.model_copy(update={"suggestions": left, "unexplained": pieces}), None
