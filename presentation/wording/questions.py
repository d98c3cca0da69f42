"""Owns how an open question is asked, in Slack and by mail."""

from domain.orders.schemas import QuestionView, SuggestionView
from presentation.mrkdwn import one_line
from presentation.wording.amounts import number, quantity


def question_words(question: QuestionView) -> str:
    """The question as a plain sentence that quotes what was written."""
    said = one_line(question.text, 200)
    counts = question.quantity is not None and number(question.quantity) not in said
    amount = f" ({quantity(question.quantity, question.unit or '')})" if question.quantity and counts else ""
    match question.about:
        case "which_item":
            return f"Which article is “{said}”{amount}?"
        case "quantity":
            article = next((f"{each.key} {each.name}".rstrip() for each in question.candidates), "")
            return f"How many of {article} (“{said}”)?" if article else f"How many of “{said}”?"
        case "unknown_item":
            return f"We could not find “{said}”{amount}. What is meant?"
        case "recall":
            return f"“{said}”: no earlier order is known to take it from. What is wanted?"
        case "usual_item":
            return (
                f"Which article is “{said}”{amount}? These are what they buy."
                if question.candidates
                else (f"Which article is “{said}”{amount}? They have bought nothing that fits.")
            )
        case "customer":
            # Where nobody was named, the reader quotes the word itself.
            is_named = said not in ("", "customer")
            return f"Which customer is “{said}”?" if is_named else "Which customer is this order for?"
    return f"{said}{amount}"


def suggestion_words(suggestion: SuggestionView) -> str:
    """What a second reader suggests, as the label of a button: 'Suggested: 24 × 21116 Owl Doorstop'."""
    if suggestion.sku is None:
        return f"Suggested: not an item – “{one_line(suggestion.text, 40)}”"
    amount = f"{quantity(suggestion.quantity, suggestion.unit or '')} × " if suggestion.quantity else ""
    return f"Suggested: {amount}{suggestion.sku} {suggestion.name}".rstrip()
