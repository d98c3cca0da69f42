"""A few words that say nothing but another design than a line has: "the french" of enamel jugs."""

from collections.abc import Sequence

from domain.intake.rules.cells import EACH
from domain.intake.rules.drafting import span_of
from domain.intake.rules.speech import Clause
from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.turns import Turn
from domain.intake.rules.vocabulary import words
from domain.intake.schemas import Question, ReadLine

#: What may stand beside the words of a design and says nothing of its own; no thanks and no greeting is among them.
_BESIDE = words("the a an one ones please pls i we meant mean")
_MOST, _SHORTEST = 3, 3
#: How much of what was said a sibling may leave unexplained.
_EXPLAINED = 0.1


def rename(turn: Turn, clauses: Sequence[Clause]) -> None:
    """Swap the one line that the words of a message tell to be another article, or ask which; else change nothing.

    Every word has to be one of a sibling, so that thanks, names of people and courtesy never are a design.
    """
    said = _designs(clauses)
    if not said or turn.named(said)[1].sure:
        return
    state = turn.state
    found = {index: skus for index, line in enumerate(state.lines) if (skus := _others(turn, line, said))}
    if len(found) > 1:
        _ask(turn, clauses[0], [state.skus[index] for index in found])
        return
    for index, skus in found.items():
        if len(skus) == 1 and all(turn.naming.means(token) for token in said):
            state.replace(index, skus[0])
        else:
            line = state.lines[index]
            state.remove([index])
            _ask(turn, clauses[0], skus, line)


def _designs(clauses: Sequence[Clause]) -> tuple[Token, ...]:
    """The words of a message that is nothing but a few words; empty where it says anything else."""
    if len(clauses) != 1 or clauses[0].numbers or clauses[0].roles or clauses[0].places:
        return ()
    said = clauses[0].words
    beside = [token for token in clauses[0].tokens if token not in said and token.kind != "mark"]
    is_plain = all(token.kind == "word" and len(token.norm) >= _SHORTEST for token in said)
    return said if is_plain and len(said) <= _MOST and all(one.norm in _BESIDE for one in beside) else ()


def _others(turn: Turn, line: ReadLine, said: Sequence[Token]) -> tuple[str, ...]:
    """The siblings that have the words a line was named by and all of those said now; none where it has one of them."""
    matcher, naming = turn.naming.matcher, turn.naming
    named = [token for token in tokenize(line.source.text) if token.kind in ("word", "size")]
    own = matcher.against(line.sku, named).candidates
    is_named = bool(own) and own[0].explained > 0 and own[0].unexplained <= _EXPLAINED
    if not is_named or any(naming.gain(token, line.sku) for token in said):
        return ()
    fits = (one for one in matcher.match((*named, *said)).candidates if one.unexplained <= _EXPLAINED)
    return tuple(one.article.sku for one in fits if all(naming.gain(token, one.article.sku) for token in said))


def _ask(turn: Turn, clause: Clause, skus: Sequence[str], line: ReadLine | None = None) -> None:
    """Which article it is: among the siblings of a line that is open again, or among the lines."""
    span = span_of([clause], turn.accountant)
    turn.state.questions.append(
        Question(about="which_item", text=span.text, span=span, candidates=tuple(skus[:10]),
                 quantity=line.base_quantity if line else None, unit=EACH if line and line.unit else None)
    )  # fmt: skip
    turn.state.changed = True
