"""What each act of a clause does to the draft: count, add, drop, scale, keep, take back, make as many of another."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from domain.intake.rules.parting import half_of, parted
from domain.intake.rules.removing import drop
from domain.intake.rules.restoring import back, keep, other_way, undo
from domain.intake.rules.speech import Clause
from domain.intake.rules.standing import Held
from domain.intake.rules.swapping import contrast, exchange, made_into, same_as
from domain.intake.rules.turns import Turn

_FACTORS = (
    (re.compile(r"\b(?:double|twice)\b"), Decimal(2)),
    (re.compile(r"\b(?:treble|triple)\b"), Decimal(3)),
    (re.compile(r"\bquadruple\b"), Decimal(4)),
    (re.compile(r"\bhal(?:f|ve)\b"), Decimal("0.5")),
)


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
    letters = (
        [one for one in clause.tokens if one.kind == "word" and len(one.norm) == 1 and turn.is_letter(one)]
        if len(clause.tokens) > 2
        else []
    )
    if letters and not known:
        return replace(clause, words=tuple(letters), act=clause.act or "name")
    strange = tuple(token for token in clause.words if token not in known)
    return replace(clause, words=known, strange=strange) if strange else clause


def mended(turn: Turn, clauses: Sequence[Clause]) -> list[Clause]:
    """ "noughts & crosses", "the dog + ball ones": a name that was cut is one again."""
    out: list[Clause] = []
    for clause in clauses:
        before = out[-1] if out else None
        if (
            before
            and before.words
            and clause.words
            and not clause.numbers
            and clause.joined in ("and", "&", "+")
            and clause.act in ("name", "swap", "add")
        ):
            both = (*before.words, *clause.words)
            if (
                turn.naming.article(both)[0]
                and not turn.naming.article(before.words)[0]
                and not turn.named(clause.words)[1].sure
            ):
                act = (
                    before.act
                    if before.act != "count" and before.act != "name"
                    else clause.act
                    if clause.act != "name"
                    else before.act
                )
                out[-1] = replace(
                    before,
                    tokens=(*before.tokens, *clause.tokens),
                    words=both,
                    act=act,
                    said=f"{before.said} {clause.said}",
                )
                continue
        out.append(clause)
    return out


def _act(turn: Turn, clause: Clause) -> None:
    acts: dict[str, Callable[[Turn, Clause], None]] = {
        "drop": drop, "scale": scale, "keep": keep, "undo": undo, "back": back, "swap": exchange, "contrast": contrast,
        "same": same_as, "other way": other_way,
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
        turn.state.work_out(index, value)
    turn.state.speak_of(skus)
