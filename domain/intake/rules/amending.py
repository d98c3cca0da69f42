"""One sentence that corrects: clause by clause, which line it means and what that becomes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from domain.intake.rules.cues import cue_of
from domain.intake.rules.naming import Found, Naming, alike
from domain.intake.rules.quantities import amount_of, counting, is_countable, worked_out
from domain.intake.rules.speech import Clause
from domain.intake.rules.stretches import Item, sku_of
from domain.intake.rules.token import Token
from domain.intake.rules.verbs import is_polite
from domain.intake.rules.vocabulary import BULK, CONTAINERS, STOP, words
from domain.intake.schemas import ReadLine

_STANDS = re.compile(
    r"\b(?:stays?|stands?|remains?|unchanged|as (?:is|it is|they are|ordered))\b|"
    r"\b(?:is|are) (?:right|correct|fine|ok|okay)\b|\bleave\b.*\b(?:as|alone|at)\b"
)
_OTHERS = words("other first last next past these those previous same")
_DROPPED = re.compile(
    r"\b(?:drop|remove|delete|scratch|lose|cancel|forget|ignore|scrap|scrub|bin|ditch|skip|strike|omit)\b|"
    r"\b(?:leave|take|knock)\b.*\b(?:off|out)\b|^(?:and |also |with )*(?:no|without|minus) |^not .*\bafter all\b"
)
#: "drop the owls at the back door": a delivery.
_PUT_DOWN = re.compile(r"\b(?:drop|leave|skip)\b.*\b(?:at|to|round|by|into|over|with)\b")
#: "by 4", "4 more": what it comes to is not said.
_RELATIVE = re.compile(
    r"\b(?:up|down|bump|raise|increase|reduce|lower|cut|drop)\b.*\bby #|# (?:more|less|fewer|extra|off)\b|\banother #"
)
_MEANS = re.compile(r"\b(?:means?|meant|wants?)\b")
_SAYING = words("mean means meant wrote crossed out")
_DOUBLED = re.compile(r"\b(?:double|twice as many)\b")
_HALVED = re.compile(r"\bhalve\b|\bhalf (?:that|it|of that|as many)\b")
_ALIKE = 0.45


@dataclass
class Amended:
    """Lines as a sentence leaves them; `left` are its clauses that are about something else."""

    lines: list[ReadLine]
    recent: tuple[int, ...]
    is_done: bool = False
    is_doubtful: bool = False
    focus: tuple[int, ...] = ()
    is_direct: bool = False
    dropped: tuple[int, ReadLine] | None = None
    left: list[Clause] = field(default_factory=list)


class Amending:
    """Works the clauses of a sentence into the lines; `pointed` is the line that "that" means, -1 where none is."""

    def __init__(self, naming: Naming, state: Amended, items: Sequence[Item], pointed: int) -> None:
        self.naming, self.state, self.items, self.pointed = naming, state, items, pointed
        self.focus: tuple[int, ...] = state.focus
        self.told: dict[int, Decimal] = {}
        self.refused: Decimal | None = None
        self.is_named = self.talked = False
        self.first = {line.sku: line.base_quantity for line in state.lines}

    def work_in(self, clause: Clause) -> None:
        """What one clause says."""
        if _STANDS.search(clause.said) or not clause.tokens:
            return
        self._work(clause)
        self.state.focus = self.focus
        self.talked = self.talked or not all(is_polite(token) or token.kind == "mark" for token in clause.tokens)

    def leave_out(self, clause: Clause) -> None:
        """The one line that a clause names is taken out."""
        self._drop(clause, *self._meant(clause))

    def _work(self, clause: Clause) -> None:
        hit, missed = self._meant(clause)
        numbers = self._counting(clause, hit)
        if numbers:
            self._count(clause, hit, numbers, is_missed=bool(missed))
        elif _DOUBLED.search(clause.said) or _HALVED.search(clause.said):
            self._scale(clause, hit)
        elif clause.refused is not None:
            self._refuse(clause, hit)
        elif _DROPPED.search(clause.said) and clause.words:
            self._drop(clause, hit, missed)
        elif hit and not missed:
            self.focus, self.is_named = hit, True
        elif clause.words and (not clause.chatty or _MEANS.search(clause.said)) and not clause.said.startswith("not "):
            self._exchange(clause, hit)

    def _meant(self, clause: Clause) -> tuple[tuple[int, ...], tuple[Token, ...]]:
        """The lines that a clause names, and its words that they do not have."""
        lines = self.state.lines
        places = [place for place in clause.places if place >= 0 or not clause.chatty]
        if places:
            return tuple(place % len(lines) for place in places if place < len(lines)), ()
        skus = [line.sku for line in lines]
        found = self.naming.lines(clause.words, skus) if clause.words else Found()
        if found.sure:
            return self._narrowed(found.places, clause), ()
        own = {sku_of(item) for item in self._items(clause) if item.names_one}
        same = tuple(index for index, sku in enumerate(skus) if sku in own)
        if same:
            return same[-1:], ()
        if clause.chatty and not self._items(clause):
            return self._narrowed(found.places, clause), ()
        return found.places, found.missed

    def _narrowed(self, places: tuple[int, ...], clause: Clause) -> tuple[int, ...]:
        refused = clause.refused.value if clause.refused is not None else self.refused
        fits = tuple(index for index in places if self.state.lines[index].base_quantity == refused)
        return fits if fits and len(places) > 1 else places

    def _items(self, clause: Clause) -> list[Item]:
        if not clause.tokens:
            return []
        start, end = clause.tokens[0].start, clause.tokens[-1].end
        return [item for item in self.items if item.start < end and start < item.end]

    def _counting(self, clause: Clause, hit: Sequence[int]) -> tuple[Token, ...]:
        """The numbers of a clause that say how many, not "two doors" or "the other two"."""
        out = []
        for number in clause.numbers:
            index = next(i for i, token in enumerate(clause.tokens) if token.start == number.start)
            before = clause.tokens[index - 1].norm if index else ""
            behind = [token for token in clause.tokens[index + 1 : index + 4] if token.norm not in CONTAINERS]
            is_one = number.times == "word" and number.value == 1 and number.unit is None
            is_none = before == "no" and index > 1
            if is_none or number.value % 1 or before in _OTHERS or (is_one and clause.chatty and not hit):
                continue
            if behind and self._is_thing(behind[0], clause, hit):
                continue
            out.append(number)
        return tuple(out)

    def _is_thing(self, token: Token, clause: Clause, hit: Sequence[int]) -> bool:
        """Whether a word behind a number is what the number counts, and no line has it."""
        if token.kind != "word" or token.norm in STOP or len(token.norm) < 3 or is_polite(token):
            return False
        named = any(self.naming.gain(token, self.state.lines[index].sku) for index in hit)
        return not named and not any(self._items(clause)) and token.norm not in ("enough", "ample", "plenty")

    def _target(self, clause: Clause, hit: tuple[int, ...]) -> tuple[int, ...]:
        """The lines that a number is for; none where it cannot be told."""
        if hit:
            return hit
        if clause.each and len(self.state.recent) > 1 and not clause.words:
            return self.state.recent
        if self.focus:
            return self.focus
        refused = clause.refused.value if clause.refused is not None else self.refused
        fits = tuple(i for i, line in enumerate(self.state.lines) if line.base_quantity == refused)
        if len(fits) == 1:
            return fits
        return (self.pointed,) if self.pointed >= 0 else ()

    def _count(self, clause: Clause, hit: tuple[int, ...], numbers: Sequence[Token], *, is_missed: bool) -> None:
        if self._is_new(clause, hit, is_missed=is_missed):
            self._instead(clause, numbers)
            return
        if not hit and not self.focus and self.state.dropped is not None and not self.is_named:
            index, line = self.state.dropped
            self.state.lines.insert(index, line)
            self.state.dropped, hit = None, (index,)
        target = self._target(clause, hit)
        old = {self.state.lines[index].base_quantity for index in target}
        values = {number.value for number in numbers}
        values = values - old if len(values) > 1 else values
        if (values == old and self._misses(clause, target)) or self._was(clause, target, values):
            self.focus = target
            return
        refused = clause.refused.value if clause.refused is not None else self.refused
        number = next((one for one in numbers if one.value in values), None)
        is_open = bool(self.state.left) and not hit and not self.focus
        if is_open or not target or number is None or len(values) != 1 or not self._fits(number, clause):
            self.state.is_doubtful = True
            return
        several = len(target) > 1 and not (clause.each or clause.whole)
        amiss = (refused is not None and old != {refused} and old != values) or self._misses(clause, target)
        self.state.is_doubtful |= several or amiss
        self.state.is_doubtful |= self._wavers(target, number, clause) or bool(_RELATIVE.search(clause.said))
        for index in target:
            self.state.lines[index] = self._set(self.state.lines[index], number, clause)
        self.state.is_direct |= bool(hit) or self.is_named or not self.talked
        self.focus, self.refused, self.state.is_done = target, None, True

    def _was(self, clause: Clause, target: Sequence[int], values: set[Decimal]) -> bool:
        """ "down to 6, Ollie had it at 8": what a line was before the sentence changed it."""
        lines = [self.state.lines[index] for index in target]
        changed = bool(lines) and all(line.base_quantity != self.first.get(line.sku) for line in lines)
        return changed and not cue_of(clause.tokens) and values == {self.first.get(line.sku) for line in lines}

    def _wavers(self, target: Sequence[int], number: Token, clause: Clause) -> bool:
        """ "make it 6 or 8": a second number for the same line, and nothing that takes the first one back."""
        told = {self.told[index] for index in target if index in self.told} - {number.value}
        if not clause.chatty:
            self.told |= {
                index: number.value for index in target if self.state.lines[index].base_quantity != number.value
            }
        return bool(told) and not cue_of(clause.tokens)

    def _misses(self, clause: Clause, target: Sequence[int]) -> bool:
        """Whether a clause has words that tell articles apart and that the lines it counts do not have."""
        skus = [self.state.lines[index].sku for index in target]
        return any(self.naming.matters(t) and not any(self.naming.gain(t, sku) for sku in skus) for t in clause.words)

    def _fits(self, number: Token, clause: Clause) -> bool:
        return is_countable(number.value) and clause.unit(number) not in BULK

    def _set(self, line: ReadLine, number: Token, clause: Clause) -> ReadLine:
        amount = amount_of(number.value, number.said, clause.unit(number), self.naming.catalogue.article(line.sku))
        return counting(line, amount) if amount is not None else line

    def _is_new(self, clause: Clause, hit: Sequence[int], *, is_missed: bool) -> bool:
        """Whether a clause with a number is about an article that is on no line."""
        items = self._items(clause) if clause.words else ()
        found = any(item.kind in ("article", "code", "several") for item in items)
        told = any(self.naming.matters(token) for token in clause.words)
        return (found and (is_missed or not hit)) or ((is_missed or (told and not hit)) and not clause.chatty)

    def _instead(self, clause: Clause, numbers: Sequence[Token]) -> None:
        """ "scrap that, she means the pink ones 3": a sibling takes the place of what was said last."""
        sku = self._sibling(clause, self.pointed) if cue_of(clause.tokens) and not self.state.is_done else None
        if sku is None or len(numbers) != 1 or not self._fits(numbers[0], clause):
            self.state.left.append(clause)
            return
        line = self.state.lines[self.pointed].model_copy(update={"sku": sku})
        self.state.lines[self.pointed] = self._set(line, numbers[0], clause)
        self.focus, self.state.is_done, self.state.is_direct = (self.pointed,), True, True

    def _scale(self, clause: Clause, hit: tuple[int, ...]) -> None:
        target = self._target(clause, hit)
        factor = Decimal(2) if _DOUBLED.search(clause.said) else Decimal("0.5")
        if len(target) != 1 or (clause.words and not hit):
            self.state.is_doubtful = True
            return
        value = self.state.lines[target[0]].base_quantity * factor
        self.state.is_doubtful |= value % 1 != 0
        if value % 1 == 0:
            line = self.state.lines[target[0]]
            self.state.lines[target[0]] = counting(line, worked_out(line, value))
            self.focus, self.state.is_done, self.state.is_direct = target, True, True

    def _refuse(self, clause: Clause, hit: tuple[int, ...]) -> None:
        """ "not 12": what was said before; whether it was so is checked with the number that comes."""
        self.refused = clause.refused.value if clause.refused else None
        if hit:
            self.focus = hit

    def _drop(self, clause: Clause, hit: tuple[int, ...], missed: Sequence[Token]) -> None:
        if not hit or missed:
            self.state.is_doubtful |= any(self.naming.matters(token) for token in clause.words) and not clause.chatty
            return
        if len(hit) > 1 or _PUT_DOWN.search(clause.said):
            self.state.is_doubtful = True
            return
        self.state.is_direct = True
        self.state.dropped = (hit[0], self.state.lines.pop(hit[0]))
        self.focus, self.state.is_done = (), True

    def _exchange(self, clause: Clause, near: tuple[int, ...]) -> None:
        """ "make that the pink one": the line meant becomes its sibling."""
        places = near or self.focus or ((self.pointed,) if self.pointed >= 0 else ())
        found = {index: sku for index in places if (sku := self._sibling(clause, index)) is not None}
        if len(found) != 1:
            told = any(self.naming.matters(token) for token in clause.words)
            self.state.is_doubtful |= told and bool(near or cue_of(clause.tokens) in ("strong", "make"))
            return
        self.state.is_direct |= not self.talked or bool(near)
        index, sku = next(iter(found.items()))
        self.state.lines[index] = self.state.lines[index].model_copy(update={"sku": sku, "inferred": ("swap",)})
        self.focus, self.state.is_done = (index,), True

    def _sibling(self, clause: Clause, index: int) -> str | None:
        """The one article like that of a line that has the words of a clause."""
        if not 0 <= index < len(self.state.lines) or not clause.words:
            return None
        line = self.state.lines[index]
        direct = {sku_of(item) for item in self._items(clause) if item.names_one} - {line.sku}
        kin = self.naming.kin(line.sku, [token for token in clause.words if token.norm not in _SAYING])
        sku = kin[0] if kin is not None else next(iter(direct)) if len(direct) == 1 else None
        one, other = self.naming.catalogue.article(line.sku), self.naming.catalogue.article(sku or "")
        return sku if one and other and alike(one, other) >= _ALIKE else None
