"""What a message takes back of the lines said before in it, sentence by sentence."""

from collections.abc import Sequence
from dataclasses import replace

from domain.intake.rules.amending import Amended, Amending
from domain.intake.rules.cues import cue_of
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.leaving_out import goes_on_from, is_of_list, is_order, is_vague, left_out
from domain.intake.rules.matching import Matcher
from domain.intake.rules.naming import Naming
from domain.intake.rules.replacing import Renamed, left_uncorrected, renamed_in
from domain.intake.rules.speech import Clause, as_said, clauses_of
from domain.intake.rules.stretches import sku_of
from domain.intake.schemas import ReadLine

#: The doubt that a correction leaves which was not understood.
NOT_UNDERSTOOD = "correction"
#: How many sentences may tell a story between "hang on" and the number.
_PATIENCE = 3
#: How many sentences after a correction may say it once more.
_FRESH = 3
#: Of fewer lines none is left out by the way.
_SEVERAL = 2


class Corrector:
    """Carries out corrections; `doubts` where one is not understood, `mended` is what the others account for."""

    def __init__(self, matcher: Matcher) -> None:
        self.naming = Naming(matcher)
        self.doubts: list[str] = []
        self.mended: list[tuple[int, int]] = []
        self._known = 0
        self._recent: tuple[int, ...] = ()
        self._row = self._before = -99
        self._waiting = self._fresh = 0
        self._waited: list[tuple[int, int]] = []
        self._dropped: tuple[int, ReadLine] | None = None
        self._focus: tuple[int, ...] = ()

    def left_of(self, one: Gathered, lines: list[ReadLine], *, is_asked: bool) -> Gathered | None:
        """What of a sentence corrects nothing; `is_asked` where what was said last is a question and no line."""
        self._look(one.sentence.row, lines)
        cue = cue_of(one.sentence.whole)
        self._fresh -= 1
        leaving = left_out(one) if lines and cue in ("", "drop", "weak") else []
        if leaving:
            return self._leave_out(one, leaving, lines)
        if not lines or not (cue or self._waiting or self._fresh > 0):
            return one
        clauses = clauses_of(as_said(one.sentence.whole, one.sentence.text))
        if self._fresh > 0 and self._restates(one, clauses, lines):
            self._explain(one)
            return None
        if not (cue or self._waiting):
            return one
        pointed = self._pointed(one, lines, is_asked=is_asked)
        renamed = renamed_in(one, lines, self.naming) if cue in ("weak", "strong") else None
        if renamed is not None:
            return self._renamed(one, renamed, lines, pointed)
        focus = self._focus if self._waiting else ()
        state = Amended(list(lines), self._recent, dropped=self._dropped, focus=focus)
        amending = Amending(self.naming, state, one.items, pointed)
        for clause in clauses:
            amending.work_in(clause)
        may_be = cue in ("weak", "drop")
        if cue == "drop" and len(state.lines) == len(lines):
            state.is_done = False  # "ignore the last mail, 500 owls": nothing of the order was dropped.
        if state.is_done and not (may_be and (state.is_doubtful or not state.is_direct)):
            return self._carried_out(one, lines, state)
        says = bool(one.items) or any(clause.numbers for clause in clauses)
        return self._not_done(one, cue, state, says=says or any(t.kind == "code" for t in one.sentence.whole))

    def close(self) -> None:
        """The message is over: a correction that still waits was not understood."""
        if self._waiting:
            self.doubts.append(NOT_UNDERSTOOD)
        self._waiting = 0

    def _look(self, row: int, lines: Sequence[ReadLine]) -> None:
        """What the sentence before has added to the lines."""
        if len(lines) > self._known:
            self._recent = tuple(range(self._known, len(lines)))
            self._row, self._dropped = self._before, None
        self._known, self._before = len(lines), row

    def _pointed(self, one: Gathered, lines: Sequence[ReadLine], *, is_asked: bool) -> int:
        """The line that "that" means: the one said last, if it stands near and no question was posed since."""
        if is_asked or self._dropped is not None:
            return -1
        if len(lines) == 1:
            return 0
        if not self._recent or not 0 <= one.sentence.row - self._row <= 1:
            return -1
        return self._recent[-1] if self._recent[-1] < len(lines) else -1

    def _leave_out(self, one: Gathered, clauses: Sequence[Clause], lines: list[ReadLine]) -> Gathered:
        """Take out what a remark about the lines names; what may be meant and is not found is a doubt."""
        state = Amended(list(lines), self._recent)
        amending = Amending(self.naming, state, one.items, -1)
        is_meant = False
        for clause in clauses:
            denies = self._denies(clause, one, state.lines)
            is_told = is_order(clause) or (is_of_list(one) and not is_vague(clause))
            is_meant = is_told or (is_meant and goes_on_from(clause))
            before = len(state.lines)
            if is_meant or denies:
                amending.leave_out(clause)
            state.is_doubtful |= (denies and is_vague(clause)) or (is_meant and len(state.lines) == before)
        if state.is_doubtful or not state.lines:
            self.doubts.append(NOT_UNDERSTOOD)
        elif state.is_done:
            self._carried_out(one, lines, state)
            return _without(one, clauses)
        return one

    def _denies(self, clause: Clause, one: Gathered, lines: Sequence[ReadLine]) -> bool:
        """Whether "not the frames" is about lines, which have every word of it, and not about a design.

        "5 of the pink bunting. Not the red": that is another design of what was said last, whatever else is red.
        """
        skus = [line.sku for line in lines]
        named = any(all(self.naming.gain(token, sku) for token in clause.words) for sku in skus)
        if not named or len(lines) < _SEVERAL:
            return False
        if one.sentence.row < self._row or self.naming.lines(clause.words, skus[-1:]).sure:
            return True
        return self.naming.kin(skus[-1], clause.words) is None

    def _carried_out(self, one: Gathered, lines: list[ReadLine], state: Amended) -> Gathered | None:
        if len(state.lines) < len(lines):
            self._recent = ()
        lines[:] = state.lines
        self._known, self._dropped = len(lines), state.dropped
        if state.is_doubtful:
            self.doubts.append(NOT_UNDERSTOOD)
        else:
            self.mended += self._waited
            self._explain(one, state.left)
        self._waiting, self._waited, self._fresh = 0, [], _FRESH
        return _rest_of(one, state.left)

    def _not_done(self, one: Gathered, cue: str, state: Amended, *, says: bool) -> Gathered:
        if cue == "strong" and not says and not state.is_doubtful:
            self._waiting, self._focus = _PATIENCE, state.focus
            self._waited.append(_span_of(one))
            return one
        is_meant = cue == "strong" or (cue == "make" and (says or state.is_doubtful)) or (cue == "told" and says)
        if is_meant or (self._waiting and says) or (cue == "weak" and says and not one.items):
            self.doubts.append(NOT_UNDERSTOOD)
            self._waiting, self._waited = 0, []
        elif self._waiting:
            self._waiting -= 1
            if not self._waiting:
                self.doubts.append(NOT_UNDERSTOOD)
        return one

    def _explain(self, one: Gathered, left: Sequence[Clause] = ()) -> None:
        """A sentence is accounted for, but for what it says of something else."""
        start, end = _span_of(one)
        for clause in left:
            self.mended.append((start, clause.tokens[0].start))
            start = clause.tokens[-1].end
        self.mended.append((start, end))

    def _renamed(self, one: Gathered, renamed: Renamed, lines: list[ReadLine], pointed: int) -> Gathered:
        """ "... no, the retrospot one": another article takes the place of the one said last, if it is like it."""
        if pointed != len(lines) - 1 or not renamed.is_like(lines[pointed], self.naming):
            self.doubts.append(NOT_UNDERSTOOD)
            return one
        lines[pointed] = renamed.in_place_of(lines[pointed], self.naming)
        self._waiting, self._waited, self._fresh = 0, [], _FRESH
        self.mended.append((_span_of(one)[0], renamed.end))
        return renamed.rest_of(one)

    def _restates(self, one: Gathered, clauses: Sequence[Clause], lines: Sequence[ReadLine]) -> bool:
        """ "... ok, ten. ten jumbo bags": what was just corrected said once more, and nothing else."""
        counted = [clause for clause in clauses if clause.numbers]
        skus = [line.sku for line in lines]
        for clause in counted:
            found = self.naming.lines(clause.words, skus)
            places = found.places if found.sure else self._recent[-1:] if not clause.words else ()
            values = {number.value for number in clause.numbers}
            if not places or any({lines[index].base_quantity} != values for index in places if index < len(lines)):
                return False
        others = {sku_of(item) for item in one.items} - set(skus)
        return bool(counted) and not others


def _span_of(one: Gathered) -> tuple[int, int]:
    return one.sentence.tokens[0].start, one.sentence.tokens[-1].end


def _without(one: Gathered, clauses: Sequence[Clause]) -> Gathered:
    """A remark without what it takes out; what it orders beside that stays."""
    spans = [(clause.tokens[0].start, clause.tokens[-1].end) for clause in clauses]
    items = tuple(
        item
        for item in one.items
        if item.kind in ("article", "code", "several")
        and not any(first < item.end and item.start < last for first, last in spans)
    )
    return replace(one, items=items)


def _rest_of(one: Gathered, left: Sequence[Clause]) -> Gathered | None:
    """A sentence without what the correction accounts for."""
    if not left:
        return None
    spans = [(clause.tokens[0].start, clause.tokens[-1].end) for clause in left]

    def inside(start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in spans)

    return left_uncorrected(one, inside)
