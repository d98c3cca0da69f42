"""A message that looks like a change and changed nothing: it is asked about, so that the draft is not ready."""

import re
from collections.abc import Sequence

from domain.intake.rules.drafting import span_of
from domain.intake.rules.speech import Clause
from domain.intake.rules.turns import Turn
from domain.intake.schemas import Question

_ACTS = ("drop", "swap", "scale", "contrast", "undo", "back", "other way")
_COUNTING = ("code", "size", "many")
_GONE = re.compile(r"\b(?:out|off|instead)$")
#: What points at candidates of an open question and is no change.
_AMONG = re.compile(r"\b(?:first|last|top|bottom) #")
_SHORT = 5


def ask_about_left(turn: Turn, clauses: Sequence[Clause]) -> None:
    """Pose what clauses may want changed as one question among the lines."""
    wanting = [clause for clause in clauses if not clause.chatty and _may_change(turn, clause)]
    if wanting:
        span = span_of(wanting[:1], turn.accountant)
        offered = tuple(turn.state.skus[:10])
        turn.state.questions.append(Question(about="which_item", text=span.text, span=span, candidates=offered))
        turn.state.changed = True


def _may_change(turn: Turn, clause: Clause) -> bool:
    """A number, a line by its place, a word of taking away or of exchange; without lines an article that is named."""
    words = clause.said.split()
    is_open = any(question.about != "customer" for question in turn.state.questions)
    if is_open and (clause.places or _AMONG.search(clause.said)):
        return False
    if clause.numbers or clause.places or any(token.kind in _COUNTING for token in clause.tokens):
        return True
    if len(words) <= _SHORT and _GONE.search(clause.said) and not (clause.roles or clause.points):
        return True
    if clause.act in _ACTS and (clause.words or "=chat" in clause.roles):
        return True
    is_empty = not (turn.state.lines or turn.state.questions)
    return is_empty and any(turn.naming.matters(token) for token in clause.words)
