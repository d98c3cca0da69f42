"""One article for another of its family: "swap the ivory for chocolate", "same of the pink"."""

from collections.abc import Sequence

from domain.intake.rules.answers import Answering, State
from domain.intake.rules.matching import Matcher
from domain.intake.rules.operations import Editor, sibling
from domain.intake.rules.tokens import Token
from domain.intake.rules.vocabulary import STOP, words
from domain.intake.schemas import ReadLine

_SWAPS = words("swap swop change replace switch exchange")


def swapped(tokens: Sequence[Token], state: State, matcher: Matcher) -> bool:
    """ "swap the ivory for chocolate", "roses instead of pink": one article for another, the quantity stays."""
    cut = _old_and_new(tokens)
    if cut is None or any(token.kind == "num" for token in tokens):
        return False
    old, new = cut
    editor = Editor(matcher, sequel=True)
    editor.lines = state.lines
    hit = editor.targets([token for token in old if token.kind != "mark"])
    if len(hit) != 1:
        narrowed = editor.targets([token for token in (*old, *_behind(new)) if token.kind != "mark"])
        hit = tuple(index for index in narrowed if not hit or index in hit)
    if len(hit) != 1:
        return False
    line = state.lines[hit[0]]
    match = sibling(line, new, matcher, without=old)
    if match is None:
        return False
    state.lines[hit[0]] = line.model_copy(update={"sku": match.best.article.sku, "inferred": ("swap",)})
    state.focus, state.changed = (match.best.article.sku,), True
    return True


def _behind(new: Sequence[Token]) -> list[Token]:
    """What follows "on" or "in" names the kind: "roses instead of pink on the cups"."""
    at = next((i for i, token in enumerate(new) if token.norm in ("on", "in")), len(new))
    return list(new[at + 1 :])


def _old_and_new(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]] | None:
    names = [token.norm for token in tokens]
    verb = next((i for i, name in enumerate(names[:6]) if name in _SWAPS), None)
    if verb is not None:
        cut = next((i for i in range(verb + 1, len(names)) if names[i] in ("for", "with", "to")), None)
        return None if cut is None else (tokens[verb + 1 : cut], tokens[cut + 1 :])
    for lead in (("instead", "of"), ("in", "place", "of"), ("rather", "than")):
        at = next((i for i in range(len(names)) if tuple(names[i : i + len(lead)]) == lead), None)
        if at is None:
            continue
        behind = tokens[at + len(lead) :]
        if any(token.kind == "word" and token.norm not in STOP for token in tokens[:at]):
            return behind, tokens[:at]
        verb = next((i for i, token in enumerate(behind) if token.norm in ("we", "i", "take", "put", ",")), None)
        return None if verb is None else (behind[:verb], behind[verb:])
    return None


def same_of(tokens: Sequence[Token], state: State, reader: Answering) -> bool:
    """ "same amount of the mini loaf as the snack loaf", "the pink too, same again": as many of a sibling."""
    names = [token.norm for token in tokens]
    if "same" not in names or any(token.kind == "num" for token in tokens):
        return False
    cut = next((i for i in range(names.index("same") + 1, len(names)) if names[i] == "as"), len(names))
    wanted, like = tokens[:cut], tokens[cut + 1 :]
    editor = Editor(reader.matcher, sequel=True)
    editor.lines = state.lines
    hit = editor.targets(like) if like else tuple(range(len(state.lines)))
    found = [(state.lines[i], sibling(state.lines[i], wanted, reader.matcher)) for i in hit]
    told = {(m.best.article.sku, line.base_quantity): line for line, m in found if m is not None}
    if len(told) != 1:
        return False
    (sku, quantity), _ = next(iter(told.items()))
    if any(line.sku == sku for line in state.lines):
        return False
    span = reader.accountant.span(tokens[0].start, tokens[-1].end)
    state.lines.append(
        ReadLine(sku=sku, quantity=quantity, base_quantity=quantity, source=span, inferred=("same quantity",))
    )
    state.focus, state.changed = (sku,), True
    return True
