"""A line parted between two articles: "half owl, half bird", "Posy for half of the pencils"."""

from collections.abc import Sequence

from domain.intake.rules.drafting import counted, line_of, span_of
from domain.intake.rules.speech import Clause
from domain.intake.rules.swapping import target, words_in
from domain.intake.rules.turns import Turn


def half_of(turn: Turn, clause: Clause) -> bool:
    """ "Posy for half of the pencils": a line parted between two articles."""
    names = [token.norm for token in clause.tokens]
    at = next((i for i in range(len(names)) if names[i : i + 2] == ["for", "half"]), None)
    if at is None:
        return False
    new, old = words_in(clause, 0, at), words_in(clause, at + 2, len(names))
    places = turn.named(old)[1].places if turn.named(old)[1].sure else ()
    sku = target(turn, turn.state.skus[places[0]], new) if len(places) == 1 else None
    line = turn.state.lines[places[0]] if places else None
    span = span_of([clause], turn.accountant)
    half = counted(line.base_quantity / 2, line.unit) if line else None
    line = line_of(sku, half, turn.accountant, span, unit=half.unit) if sku and half else None
    if line is None or half is None or not turn.state.work_out(places[0], half.value):
        turn.ask(clause)
        return True
    turn.state.add(line)
    return True


def parted(turn: Turn, clauses: Sequence[Clause]) -> bool:
    """ "can the warmers be half owl, half bird": a line parted in two."""
    halves = [one for one in clauses if one.said.startswith("half ") and one.words and not one.numbers]
    rest = [word for one in clauses if one not in halves for word in one.words]
    places = turn.fit(turn.named(rest)[1], rest, clauses[0]) if rest else turn.state.in_focus()
    if len(halves) != 2 or len(places) != 1:
        return False
    line = turn.state.lines[places[0]]
    skus = [target(turn, line.sku, one.words) for one in halves]
    number = counted(line.base_quantity / 2, line.unit)
    span = span_of(clauses, turn.accountant)
    lines = [line_of(sku, number, turn.accountant, span, unit=number.unit) for sku in skus if sku is not None]
    made = [one for one in lines if one is not None]
    if len({one.sku for one in made}) != 2:
        return False
    turn.state.remove(places)
    for one in made:
        turn.state.add(one)
    return True
