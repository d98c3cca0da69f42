"""Owns how open questions look on a draft: buttons for up to three candidates, a select for more, and first of all
what a second reader suggests.
"""

from collections.abc import Iterator

from domain.orders.schemas import CandidateView, OrderView, QuestionView, SuggestionView
from presentation.actions import ActionId, QuestionAnswer, SuggestionTaken
from presentation.cards.blocks import (
    OPTION_VALUE,
    OPTIONS,
    Block,
    Element,
    actions,
    button,
    context,
    option,
    section,
    select,
)
from presentation.mrkdwn import clipped, safe
from presentation.wording.amounts import counted
from presentation.wording.questions import question_words, suggestion_words

BUTTONS = 3
QUESTIONS_ON_CARD = 6
SUGGESTIONS_ON_CARD = 4


def questions_on_card(order: OrderView) -> Iterator[Block]:
    """The open questions, each with what answers it; the rest come when these are answered."""
    for question in order.questions[:QUESTIONS_ON_CARD]:
        yield from _asked(order, question)
    rest = len(order.questions) - QUESTIONS_ON_CARD
    if rest > 0:
        yield context(f"and {counted(rest, 'more question')} after these")


def suggestions_on_card(order: OrderView) -> Iterator[Block]:
    """What a second reader suggests for words that were not understood and about which nothing is asked."""
    found = [each for each in order.suggestions if each.question is None][:SUGGESTIONS_ON_CARD]
    if found:
        yield actions(f"suggestions_{order.number}_{order.revision}", [_suggested(order, each) for each in found])
        yield _whose(found[0])


def _asked(order: OrderView, question: QuestionView) -> Iterator[Block]:
    suggestion = next((each for each in order.suggestions if each.question == question.index), None)
    first = [_suggested(order, suggestion)] if suggestion else []
    words = f":question: *{safe(question_words(question), 600).replace('*', '∗')}*"
    others = [each for each in _fitting(order, question) if suggestion is None or each.key != suggestion.sku]
    if not others and not first:
        yield section(f"{words}\nWrite the answer in this thread.")
        return
    yield section(words if others else f"{words}\nOr write the answer in this thread.")
    if len(others) > BUTTONS:
        options = [option(candidate_name(each), _answer(order, question, each)) for each in others]
        rest = [select(ActionId.ANSWER_SELECT, "Choose one", options)]
    else:
        rest = [_button(order, question, n, each) for n, each in enumerate(others)]
    yield actions(f"question_{order.number}_{order.revision}_{question.index}", [*first, *rest])
    if suggestion:
        yield _whose(suggestion)


def _suggested(order: OrderView, suggestion: SuggestionView) -> Element:
    value = SuggestionTaken(number=order.number, revision=order.revision, index=suggestion.index)
    return button(suggestion_words(suggestion), f"{ActionId.SUGGESTION}:{suggestion.index}", value.as_value())


def _whose(suggestion: SuggestionView) -> Block:
    return context(f"Suggested by the second reader ({safe(suggestion.model, 80)}); it counts once somebody takes it")


def _fitting(order: OrderView, question: QuestionView) -> list[CandidateView]:
    if question.about == "quantity":
        # Its candidate is the article, and naming that again would be no answer to how many.
        return []
    # The value of an option holds 150 characters; a key that does not fit can still be written in the thread.
    return [each for each in question.candidates if len(_answer(order, question, each)) <= OPTION_VALUE][:OPTIONS]


def _button(order: OrderView, question: QuestionView, place: int, candidate: CandidateView) -> Element:
    # Several buttons of one row need ids of their own; what they answer is in their values.
    action_id = f"{ActionId.ANSWER}:{place}"
    return button(candidate_name(candidate), action_id, _answer(order, question, candidate))


def _answer(order: OrderView, question: QuestionView, candidate: CandidateView) -> str:
    return QuestionAnswer(
        number=order.number, revision=order.revision, index=question.index, candidate=candidate.key
    ).as_value()


def candidate_name(candidate: CandidateView) -> str:
    """A candidate within 75 characters: '23345 · Doorstop owl'."""
    if not candidate.name or candidate.name == candidate.key:
        return clipped(candidate.key, 75)
    return clipped(f"{candidate.key} · {candidate.name}", 75)
