"""What each act of a clause does to the draft: count, add, drop, scale, keep, take back, make as many of another."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from domain.intake.rules.drafting import counted
from domain.intake.rules.speech import Clause
from domain.intake.rules.swapping import contrast, exchange, half_of, made_into, parted, same_as
from domain.intake.rules.tokens import Token
from domain.intake.rules.turns import Held, Turn
from domain.intake.schemas import ReadLine

_FACTORS = (
    (re.compile(r"\b(?:double|twice)\b"), Decimal(2)),
    (re.compile(r"\b(?:treble|triple)\b"), Decimal(3)),
    (re.compile(r"\bquadruple\b"), Decimal(4)),
    (re.compile(r"\bhal(?:f|ve)\b"), Decimal("0.5")),
)
_WEAKLY = re.compile(r"\b(?:no|not|without|minus|don'?t|doesn'?t|won'?t)\b")
_ELSE = re.compile(r"\b(?:every\w+|all) else\b|\bthe (?:rest|others?)\b|\b(?:except|apart from|other than)\b")
_TO = re.compile(r"\b(?:to|at) (?:just |only )?#|\bby #")
_MAKE = re.compile(r"\b(?:make|made|turn|have|be)\b")


def work(turn: Turn, clauses: Sequence[Clause], text: str) -> None:
    """Work the clauses of a sentence into the draft: answers first, then one act after another."""
    clauses = mended(turn, [meaning(turn, clause) for clause in clauses])
    if parted(turn, clauses):
        return
    used = turn.answers.take(clauses, text)
    turn.mode = ""
    for index, clause in enumerate(clauses):
        if index >= used and turn.answers.can_follow(clause):
            used = max(used, index + turn.answers.take(clauses[index:], ""))
        if index < used:
            continue
        if clause.act == "other way" and any(one.numbers for one in clauses[index + 1 :]):
            turn.mode = "set"
            continue
        if index and clause.joined in (":", "-", "–", "—", "=", ">") and len(turn.pending) == 1 and not turn.head:
            turn.head = turn.pending.pop().words
        if clause.act not in ("name", "") or clause.words or clause.places or clause.strange:
            _act(turn, clause)
    turn.close()


def meaning(turn: Turn, clause: Clause) -> Clause:
    """A clause whose words are those that have a meaning here."""
    known = tuple(token for token in clause.words if turn.naming.means(token))
    letters = [one for one in clause.tokens if one.kind == "word" and len(one.norm) == 1 and turn.is_letter(one)] if len(clause.tokens) > 2 else []
    if letters and not known:
        return replace(clause, words=tuple(letters), act=clause.act or "name")
    strange = tuple(token for token in clause.words if token not in known)
    return replace(clause, words=known, strange=strange) if strange else clause


def mended(turn: Turn, clauses: Sequence[Clause]) -> list[Clause]:
    """ "noughts & crosses", "the dog + ball ones": a name that was cut is one again."""
    out: list[Clause] = []
    for clause in clauses:
        before = out[-1] if out else None
        if before and before.words and clause.words and not clause.numbers and clause.joined in ("and", "&", "+") and clause.act in ("name", "swap", "add"):
            both = (*before.words, *clause.words)
            if turn.naming.article(both)[0] and not turn.naming.article(before.words)[0] and not turn.named(clause.words)[1].sure:
                act = before.act if before.act != "count" and before.act != "name" else clause.act if clause.act != "name" else before.act
                out[-1] = replace(before, tokens=(*before.tokens, *clause.tokens), words=both, act=act, said=f"{before.said} {clause.said}")
                continue
        out.append(clause)
    return out


def _act(turn: Turn, clause: Clause) -> None:
    acts: dict[str, Callable[[Turn, Clause], None]] = {
        "drop": drop, "scale": scale, "keep": keep, "undo": undo, "back": back, "swap": exchange, "contrast": contrast,
        "same": same_as, "other way": other_way, "make": made_into,
    }  # fmt: skip
    if clause.act in acts:
        acts[clause.act](turn, clause)
    elif clause.numbers:
        turn.number(clause, clause.act if clause.act in ("add", "want", "more", "less", "set") else "count")
    elif clause.words or clause.places or clause.strange:
        name(turn, clause)


def name(turn: Turn, clause: Clause) -> None:
    """A name without a number: more of what was just said, an answer to what was just asked, or one that waits."""
    state = turn.state
    _, found = turn.named(clause.words)
    if half_of(turn, clause):
        return
    turn.open = turn.answers.named_by((*clause.words, *clause.strange)) or turn.open
    if not clause.words and not clause.places:
        return
    if clause.chatty:
        if found.places and found.score >= 1.0 and not found.missed[1:]:
            state.speak_of([state.skus[index] for index in found.places])
        return
    if _MAKE.search(clause.said) and made_into(turn, clause):
        return
    too = turn.mode == "drop" and (clause.joined in ("and", ",", "&", "+", "or") or "too" in clause.said)
    if too and (found.sure or clause.places):
        drop(turn, clause)
        return
    told = bool(clause.words) and state.fresh and bool(state.focus) and clause.act not in ("add", "want")
    if told and turn.naming.lines(clause.words, state.focus).sure and not turn.pending:
        return
    turn.pending.append(Held(clause.words, clause))


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
    phrase, found = turn.named(words)
    places = turn.spoken(clause) if clause.places else turn.fit(found, phrase, clause) if found.sure else ()
    if places:
        turn.state.remove(places)
        return
    if turn.answers.let_go(clause, words):
        return
    if turn.state.fresh and any(turn.state.skus[index] in turn.state.focus for index in found.places) and not re.match(r"(?:no|without|not)\b", clause.said):
        return
    every = turn.naming.one_by_one(words, turn.state.skus)
    if every.sure and len(every.places) > 1 and len(words) == len(every.places):
        turn.state.remove(every.places)
        return
    weak = bool(_WEAKLY.search(clause.said))
    strange = not found.places and not any(turn.naming.matters(token) for token in words)
    if clause.roles or _is_touched(turn, words) or ((weak or clause.chatty) and not found.sure and (strange or clause.chatty)):
        return
    turn.ask(clause, None, found.places)


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


def scale(turn: Turn, clause: Clause) -> None:
    """ "double the mugs", "halve everything"."""
    if clause.numbers:
        turn.number(clause, "set")
        return
    if half_of(turn, clause):
        return
    phrase, found = turn.named(clause.words)
    factor = next(value for pattern, value in _FACTORS if pattern.search(clause.said))
    if clause.words:
        places = turn.fit(found, phrase, clause) if found.sure else ()
    else:
        places = turn.spoken(clause)
        if turn.pending:
            held = turn.pending.pop()
            places = turn.named(held.words)[1].places
    values = {index: turn.state.lines[index].base_quantity * factor for index in places}
    if not values or any(value != value.to_integral_value() for value in values.values()):
        if not clause.chatty:
            turn.ask(clause, None, places)
        return
    skus = [turn.state.skus[index] for index in places]
    for index, value in values.items():
        turn.state.put(index, value)
    turn.state.speak_of(skus)


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
        turn.state.put(turn.state.in_focus()[0], clause.numbers[-1].value, clause.numbers[-1])


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
                state.put(state.skus.index(line.sku), line.base_quantity)
    state.speak_of([line.sku for line in lines])
    if clause.numbers and len(lines) == 1:
        state.put(state.skus.index(lines[0].sku), clause.numbers[-1].value, clause.numbers[-1])


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
    one, two = (turn.state.lines[index].base_quantity for index in places)
    for index, value in zip(places, (two, one), strict=True):
        turn.state.put(index, counted(value).value)
