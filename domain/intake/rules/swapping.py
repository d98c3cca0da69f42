"""One article for another, and as many of one as of another."""

import re
from collections.abc import Sequence

from domain.intake.rules.drafting import counted, line_of, span_of
from domain.intake.rules.speech import Clause
from domain.intake.rules.standing import Held
from domain.intake.rules.token import Token
from domain.intake.rules.turns import Turn
from domain.intake.schemas import ReadLine

_VERBS = (
    "swap",
    "swop",
    "change",
    "switch",
    "replace",
    "exchange",
    "trade",
    "swapped",
    "changed",
    "switched",
    "replaced",
)


_LINKS = ("for", "with", "to", "into")


_ON = ("on", "in")


def exchange(turn: Turn, clause: Clause) -> None:
    """ "swap the ivory for chocolate", "roses instead of pink", "drop the bowls, 24 cups instead"."""
    old, new = _parted(clause)
    number = clause.numbers[-1] if clause.numbers else None
    if not new and not old:
        if turn.pending and "instead" in clause.said:
            new = turn.pending.pop().words
        elif not turn.state.changed and not clause.roles:
            turn.ask(clause, number)
            return
        else:
            return
    if not new:
        turn.pending.append(Held(tuple(old), clause))
        turn.mode = "swap"
        return
    wide = clause.whole or "ones" in clause.said.split()
    if not old and number is None and wide and not turn.state.dropped and made_into(turn, clause):
        return
    swap(turn, clause, old, new, number=number)


def swap(
    turn: Turn, clause: Clause, old: Sequence[Token], new: Sequence[Token], *, number: Token | None = None
) -> bool:
    """Carry out an exchange; what cannot be is asked about, or is new where something was dropped before."""
    state = turn.state
    if not old and turn.mode == "swap" and turn.pending:
        old = turn.pending.pop().words
    gone = [line for line in turn.start if line.sku in state.focus and line.sku not in state.skus]
    if not old and not state.dropped and len(before := _gone_before(turn, new)) == 1:
        gone = before
    if not old and (state.dropped or (gone and not state.changed)):
        _instead_of_dropped(turn, clause, new, number, gone)
        return True
    places = _olds(turn, clause, old, new)
    if not places and not old and number is not None:
        turn.assign(new, number, clause, "add")
        return True
    if not places:
        if not clause.roles:
            turn.ask(clause, number)
        return False
    skus = [state.skus[index] for index in places]
    targets = {sku: becomes for sku in skus if (becomes := target(turn, sku, new)) is not None}
    if len(targets) < len(skus):
        turn.ask(clause, number, places)
        return False
    for sku, becomes in targets.items():
        if sku != becomes and sku in state.skus:
            state.replace(state.skus.index(sku), becomes)
    made = list(dict.fromkeys(targets.values()))
    state.done(made)
    if number is not None and len(made) == 1:
        index = state.skus.index(made[0])
        state.put(index, turn.amount(index, number, clause))
    return True


def _gone_before(turn: Turn, new: Sequence[Token]) -> list[ReadLine]:
    """The lines that the message before took out and that have such a sibling: "no rosie", then "sophie instead"."""
    past = turn.state.past
    gone = [line for line in past.lines if line.sku not in turn.state.skus] if past else []
    return [line for line in gone if line.sku in turn.state.focus and turn.naming.kin(line.sku, new) is not None]


def _instead_of_dropped(
    turn: Turn, clause: Clause, new: Sequence[Token], number: Token | None, gone: Sequence[ReadLine]
) -> None:
    """Something was dropped before: what is wanted instead is new, in the same quantity where none is said."""
    if number is not None:
        turn.assign(new, number, clause, "add")
    elif len(gone) == 1:
        sku = target(turn, gone[0].sku, new)
        if sku is None:
            turn.ask(clause)
            return
        number = counted(gone[0].base_quantity, gone[0].unit)
        line = line_of(sku, number, turn.accountant, span_of([clause], turn.accountant), unit=number.unit)
        if line is not None:
            turn.state.add(line)
    else:
        turn.pending.append(Held(tuple(new), clause))


def _olds(turn: Turn, clause: Clause, old: Sequence[Token], new: Sequence[Token]) -> tuple[int, ...]:
    """The lines that go: those named, those spoken of, or the one that has such a sibling."""
    state = turn.state
    if old:
        phrase, found = turn.named(old)
        if not found.sure:
            return ()
        places = turn.fit(found, phrase, clause)
        if len(found.places) > 1:
            fitting = [i for i in found.places if turn.naming.kin(state.skus[i], new) is not None]
            if len(fitting) == 1:
                return tuple(fitting)
        return places
    near = state.in_focus()
    if len(near) == 1 and target(turn, state.skus[near[0]], new) is not None:
        return near
    fitting = [
        i for i, sku in enumerate(state.skus) if (one := turn.naming.kin(sku, new)) is not None and one[1] >= 0.5
    ]
    if len(fitting) > 1 and len({turn.naming.kin(state.skus[i], new) for i in fitting}) > 1:
        return ()
    return tuple(fitting) if len(fitting) == 1 else near if len(near) == 1 else ()


def target(turn: Turn, sku: str, new: Sequence[Token]) -> str | None:
    """What a line becomes: itself where it is that already, a sibling, or an article named in full."""
    codes = [token.norm for token in new if token.kind == "code"]
    if codes:
        return codes[0] if turn.naming.catalogue.article(codes[0]) else None
    telling = [token for token in new if turn.naming.telling(token)]
    if telling and all(turn.naming.gain(token, sku) for token in telling):
        return sku
    near = turn.naming.kin(sku, new)
    direct, said, _ = turn.naming.article(new)
    if direct is not None and said >= 0.95:
        return direct
    return near[0] if near is not None else direct


def _parted(clause: Clause) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The words of what goes and of what comes."""
    names = [token.norm for token in clause.tokens]
    verb = next((i for i, one in enumerate(names) if one in _VERBS), None)
    if verb is not None:
        cut = next((i for i in range(verb + 1, len(names)) if names[i] in _LINKS), None)
        if cut is None:
            return words_in(clause, verb + 1, len(names)), ()
        return words_in(clause, verb + 1, cut), words_in(clause, cut + 1, len(names))
    for lead in (["instead", "of"], ["in", "place", "of"], ["rather", "than"]):
        at = next((i for i in range(len(names)) if names[i : i + len(lead)] == lead), None)
        if at is not None:
            before, behind = words_in(clause, 0, at), words_in(clause, at + len(lead), len(names))
            if before:
                return behind, before
            first = at + len(lead)
            cuts = [i for i in range(first, len(names)) if names[i] in ("we", "i", "take", "put", "she", "have")]
            cuts += [i for i in range(first + 1, len(names)) if names[i] in ("please", "pls", "the", "then")]
            cut = next((i for i in cuts if words_in(clause, first, i) and words_in(clause, i, len(names))), len(names))
            return words_in(clause, at + len(lead), cut), words_in(clause, cut, len(names))
    for link in ("than", "become", "becomes"):
        if link in names:
            at = names.index(link)
            before, behind = words_in(clause, 0, at), words_in(clause, at + 1, len(names))
            return (behind, before) if link == "than" else (before, behind)
    return (), words_in(clause, 0, len(names))


def words_in(clause: Clause, first: int, last: int) -> tuple[Token, ...]:
    """The names in a stretch of a clause."""
    inside = set(map(id, clause.words))
    return tuple(token for token in clause.tokens[first:last] if id(token) in inside)


def contrast(turn: Turn, clause: Clause) -> None:
    """ "blue not ivory", "not ivory for the knobs, its blue": the one named first or last is wanted."""
    names = [token.norm for token in clause.tokens]
    at = names.index("not")
    its = next((i for i in range(at + 1, len(names)) if names[i] in ("its", "it", "but", "i", "should")), len(names))
    before, refused, behind = words_in(clause, 0, at), words_in(clause, at + 1, its), words_in(clause, its, len(names))
    wanted = behind or before
    number = clause.numbers[-1] if clause.numbers else None
    _, found = turn.named(refused)
    if wanted and refused and found.sure and not turn.named(wanted)[1].sure:
        swap(turn, clause, refused, wanted, number=number)
    elif number is not None and wanted:
        turn.assign(wanted, number, clause, "count")
    elif wanted and not clause.roles:
        turn.pending.append(Held(wanted, clause))


def made_into(turn: Turn, clause: Clause) -> bool:
    """ "make the ivory ones chocolate", "make the beakers all blue", "make it red"."""
    words = clause.words
    for cut in range(len(words) - 1, -1, -1):
        old, new = words[:cut], words[cut:]
        places = turn.fit(turn.named(old)[1], old, clause) if old and turn.named(old)[1].sure else ()
        if not old and clause.points:
            places = turn.spoken(clause)
        if not places:
            continue
        if all(target(turn, turn.state.skus[index], new) is not None for index in places):
            return swap(turn, clause, old, new)
    return False


def same_as(turn: Turn, clause: Clause) -> None:
    """ "same for the plates", "the same amount of the mini loaf as the snack loaf", "the pink too, same again"."""
    names = [token.norm for token in clause.tokens]
    same = next((i for i, one in enumerate(names) if one in ("same", "many", "likewise", "ditto")), 0)
    as_at = next(
        (i for i in range(same + 1, len(names)) if names[i] in ("as", "like") and names[i + 1 : i + 2] != ["well"]),
        len(names),
    )
    wanted, like = words_in(clause, 0, as_at), words_in(clause, as_at, len(names))
    if clause.numbers:
        turn.number(clause, "count")
        return
    if not wanted and turn.pending:
        wanted = turn.pending.pop().words
    if not wanted:
        if (clause.strange or not turn.state.touched) and not clause.chatty and not clause.roles:
            turn.ask(clause)
        return
    if re.search(r"\b(?:in place of|instead)\b", clause.said):
        swap(turn, clause, (), wanted)
        return
    _as_many(turn, clause, wanted, like)


def _as_many(turn: Turn, clause: Clause, wanted: Sequence[Token], like: Sequence[Token]) -> None:
    state = turn.state
    number = _like(turn, like) if like else state.last
    phrase, found = turn.named(wanted)
    near = turn.kin_of(state.focus, wanted) if "one" in clause.said.split() else None
    if found.sure and near is None:
        places = turn.fit(found, phrase, clause)
        number = number or _only(
            [line for i, line in enumerate(state.lines) if i in state.in_focus() and i not in places]
        )
        more = re.search(r"\b(?:again|add|another)\b", clause.said) and not like
        if places and number is not None and not more:
            skus = [state.skus[index] for index in places]
            for index in places:
                state.put(index, turn.amount(index, number, clause))
            state.speak_of(skus)
        else:
            turn.ask(clause, None, found.places)
        return
    sku = near[0] if near else turn.article_for(wanted)[0]
    if number is None and sku is not None:
        number = _of_sibling(turn, sku, wanted)
    span = span_of([clause], turn.accountant)
    line = line_of(sku, number, turn.accountant, span, unit=clause.unit(number)) if sku and number else None
    if line is None:
        turn.ask(clause)
    else:
        state.add(line.model_copy(update={"inferred": ("same quantity",)}))


def _like(turn: Turn, like: Sequence[Token]) -> Token | None:
    found = turn.named(like)[1]
    return _only([turn.state.lines[index] for index in found.places]) if found.sure else None


def _of_sibling(turn: Turn, sku: str, wanted: Sequence[Token]) -> Token | None:
    """The quantity of the lines that the new article is a sibling of, else of what was spoken of last."""
    near = [i for i in turn.state.in_focus() if (one := turn.naming.kin(turn.state.skus[i], wanted)) and one[0] == sku]
    kin = [
        i
        for i, own in enumerate(turn.state.skus)
        if (one := turn.naming.kin(own, wanted)) and one[0] == sku and one[1] >= 0.5
    ]
    return _only([turn.state.lines[i] for i in near or kin or turn.state.in_focus()])


def _only(lines: Sequence[ReadLine]) -> Token | None:
    """The quantity of lines that all have the same."""
    found = {line.base_quantity for line in lines}
    unit = next((line.unit for line in lines if line.unit), None)
    return counted(found.pop(), unit) if len(found) == 1 else None
