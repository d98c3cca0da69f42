"""What leaves a draft as it is or was: lines that stay, lines put back, a change undone, quantities exchanged."""

import re
from collections.abc import Sequence

from domain.intake.rules.quantities import Amount
from domain.intake.rules.speech import Clause
from domain.intake.rules.standing import Held
from domain.intake.rules.token import Token
from domain.intake.rules.turns import Turn
from domain.intake.schemas import ReadLine


def keep(turn: Turn, clause: Clause) -> None:
    """What stays as it is; a line that is gone comes back."""
    state = turn.state
    _, found = turn.named(clause.words)
    if not found.sure and clause.words and state.past is not None:
        gone = [line for line in state.past.lines if line.sku not in state.skus]
        told = turn.naming.lines(clause.words, [line.sku for line in gone])
        if told.sure and len(told.places) == 1:
            _put_back(turn, [gone[told.places[0]]])
            return
    if found.sure:
        state.speak_of([state.skus[index] for index in found.places])


def _put_back(turn: Turn, lines: Sequence[ReadLine]) -> None:
    past = [line.sku for line in turn.state.past.lines] if turn.state.past else []
    for line in lines:
        later = set(past[past.index(line.sku) + 1 :]) if line.sku in past else set()
        at = next((i for i, sku in enumerate(turn.state.skus) if sku in later), len(turn.state.lines))
        turn.state.lines.insert(at, line)
        turn.state.done([line.sku])


def undo(turn: Turn, clause: Clause) -> None:
    """The draft as it was one change ago."""
    past = turn.state.past
    if past is None:
        if not clause.chatty:
            turn.ask(clause)
        return
    if clause.words and not turn.pending and not re.search(r"\blast\b", clause.said):
        back(turn, clause)
        return
    turn.state.restore(past)
    turn.unclear = []
    if clause.numbers and len(turn.state.in_focus()) == 1:
        index = turn.state.in_focus()[0]
        turn.state.put(index, turn.amount(index, clause.numbers[-1], clause))


def back(turn: Turn, clause: Clause) -> None:
    """ "put the ivory back as well", "back to the red ones": a line as it was."""
    state, past = turn.state, turn.state.past
    words = _before_as_well_as(clause)
    if past is None:
        _back_new(turn, clause, words)
        return
    if not words:
        undo_all = Clause(clause.tokens, clause.joined, "undo", clause.said, clause.numbers, None, (), (), clause.roles)
        undo(turn, undo_all)
        return
    now = {line.sku: line.base_quantity for line in state.lines}
    differing = [line for line in past.lines if now.get(line.sku) != line.base_quantity]
    found = turn.naming.lines(words, [line.sku for line in differing])
    lines = [differing[index] for index in found.places] if found.sure else []
    if not lines or (len(lines) > 1 and not turn.naming.is_plural(words, [line.sku for line in lines])):
        _back_new(turn, clause, words)
        return
    came = [sku for sku in now if sku not in {line.sku for line in past.lines}]
    gone = [line for line in past.lines if line.sku not in now]
    additive = re.search(r"\b(?:as well|too|also|both)\b", clause.said)
    if len(came) == len(gone) == 1 and gone == lines and not additive and not _kept_later(turn):
        state.restore(past)
    else:
        _put_back(turn, [line for line in lines if line.sku not in now])
        for line in lines:
            if line.sku in now:
                state.put(state.skus.index(line.sku), Amount(line.quantity, line.unit, line.base_quantity))
    state.speak_of([line.sku for line in lines])
    if clause.numbers and len(lines) == 1:
        index = state.skus.index(lines[0].sku)
        state.put(index, turn.amount(index, clause.numbers[-1], clause))


def _kept_later(turn: Turn) -> bool:
    return "keep" in turn.mode


def _back_new(turn: Turn, clause: Clause, words: Sequence[Token]) -> None:
    """Nothing known to put back: an article named with or without a number."""
    if clause.numbers and words:
        turn.assign(words, clause.numbers[-1], clause, "count")
    elif words and turn.article_for(words)[0]:
        turn.pending.append(Held(tuple(words), clause))
    elif not clause.chatty:
        turn.ask(clause)


def _before_as_well_as(clause: Clause) -> tuple[Token, ...]:
    names = [token.norm for token in clause.tokens]
    cut = next((i for i in range(len(names)) if names[i : i + 3] == ["as", "well", "as"]), len(names))
    inside = set(map(id, clause.tokens[:cut]))
    return tuple(token for token in clause.words if id(token) in inside)


def other_way(turn: Turn, clause: Clause) -> None:
    """ "other way round": two quantities change places, unless they are said."""
    places = turn.spoken(clause) if turn.state.focus else tuple(range(len(turn.state.lines)))
    turn.mode = "other way"
    if clause.chatty or len(places) != 2:
        if not clause.chatty:
            turn.ask(clause)
        return
    one, two = (turn.state.lines[index] for index in places)
    for index, other in zip(places, (two, one), strict=True):
        turn.state.work_out(index, other.base_quantity, other.unit)
