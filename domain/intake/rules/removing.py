"""What takes something away: lines, some of a line, what a question is about, everything else."""

import re
from collections.abc import Sequence

from domain.intake.rules.speech import Clause
from domain.intake.rules.token import Token
from domain.intake.rules.turns import Turn

_WEAKLY = re.compile(r"\b(?:no|not|without|minus|don'?t|doesn'?t|won'?t)\b")
_ELSE = re.compile(r"\b(?:every\w+|all) else\b|\bthe (?:rest|others?)\b|\b(?:except|apart from|other than)\b")
_TO = re.compile(r"\b(?:to|at) (?:just |only )?#|\bby #")


def drop(turn: Turn, clause: Clause) -> None:
    """Lines go, or what a question is about."""
    if clause.numbers:
        _drop_some(turn, clause)
        return
    turn.mode = "drop"
    words = clause.words
    if _ELSE.search(clause.said):
        _drop_others(turn, clause)
        return
    if clause.said.startswith("not ") and (turn.answers.narrow_out(words) or _is_touched(turn, words)):
        turn.mode = ""
        return
    if clause.strange and turn.answers.let_go(clause, (*words, *clause.strange)):
        return
    if not words and not clause.places:
        _drop_those(turn, clause)
        return
    _drop_named(turn, clause)


def _drop_named(turn: Turn, clause: Clause) -> None:
    """The lines that words or places name, else a question that they name; no word of it may pass in silence."""
    words = clause.words
    phrase, found = turn.named(words)
    places = turn.spoken(clause) if clause.places else turn.fit(found, phrase, clause) if found.sure else ()
    if places:
        turn.state.remove(places)
        return
    if turn.answers.let_go(clause, words):
        return
    if (
        turn.state.fresh
        and any(turn.state.skus[index] in turn.state.focus for index in found.places)
        and not re.match(r"(?:no|without|not)\b", clause.said)
    ):
        return
    every = turn.naming.one_by_one(words, turn.state.skus)
    if every.sure and len(every.places) > 1 and len(words) == len(every.places):
        turn.state.remove(every.places)
        return
    weak = bool(_WEAKLY.search(clause.said))
    strange = not found.places and not any(turn.naming.matters(token) for token in words)
    if (
        clause.roles
        or _is_touched(turn, words)
        or ((weak or clause.chatty) and not found.sure and (strange or clause.chatty))
    ):
        return
    turn.ask(clause, None, found.places)


def _drop_some(turn: Turn, clause: Clause) -> None:
    """ "drop the mugs to 6", "lose 2 of the cups", "cancel the 12 mugs"."""
    number = clause.numbers[-1]
    if _TO.search(clause.said) or _WEAKLY.search(clause.said):
        turn.number(clause, "less" if re.search(r"\bby #", clause.said) else "set")
        return
    phrase, found = turn.named(clause.words)
    places = turn.fit(found, phrase, clause) if found.sure else turn.spoken(clause) if not clause.words else ()
    if places and all(turn.state.lines[index].base_quantity == number.value for index in places):
        turn.state.remove(places)
    else:
        turn.ask(clause, number, places)


def _drop_those(turn: Turn, clause: Clause) -> None:
    """ "take that one off", "skip those": what was spoken of, or what is open."""
    state = turn.state
    if turn.open in state.questions and not state.fresh:
        state.questions.remove(turn.open)
        state.changed = state.dropped = True
        return
    waiting = [held for held in turn.pending if turn.named(held.words)[1].sure]
    if turn.pending:
        turn.pending = []
        for held in waiting:
            phrase, found = turn.named(held.words)
            state.remove(turn.fit(found, phrase, clause))
        return
    if (not state.fresh and turn.answers.let_go(clause, ())) or (state.dropped and not state.fresh):
        return
    if not re.search(r"\b(?:it|that|this|them|those|these|one|ones|all|both|everything)\b", clause.said):
        return
    if _WEAKLY.search(clause.said) and not re.search(r"\b(?:want|need)", clause.said):
        return
    places = turn.spoken(clause)
    if places and (state.focus or len(state.lines) == 1):
        state.remove(places)
    elif not turn.answers.let_go(clause, ()):
        turn.ask(clause)


def _drop_others(turn: Turn, clause: Clause) -> None:
    """ "lose everything except the plates", "just the plates, drop the rest"."""
    state = turn.state
    behind = [word for held in turn.pending for word in held.words]
    cut = re.search(r"\b(?:except|apart from|other than)\b", clause.said)
    kept = turn.named(clause.words if cut else behind)[1]
    places = kept.places if kept.sure else state.in_focus() if state.fresh and not cut else ()
    if not places or (cut and not re.search(r"\b(?:every\w+|all|the lot)\b", clause.said)):
        turn.ask(clause)
        return
    turn.pending = []
    state.remove([index for index in range(len(state.lines)) if index not in places])


def _is_touched(turn: Turn, words: Sequence[Token]) -> bool:
    touched = sorted(turn.state.touched)
    return bool(touched) and turn.naming.lines(words, touched).sure
