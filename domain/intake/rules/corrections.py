"""What a sentence takes back of the lines said before it in the same message."""

from collections.abc import Sequence

from domain.intake.rules.lattice import LINKING
from domain.intake.rules.operations import Editor, sibling
from domain.intake.rules.quantities import is_countable
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import STOP
from domain.intake.schemas import ReadLine


def corrected(sentence: Sentence, editor: Editor, lines: list[ReadLine], doubts: list[str]) -> bool:
    """Carry out a correction of what was said; a doubt where it cannot be. False where there is nothing to correct."""
    if not lines:
        return False
    alone = _only_number(sentence.tokens)
    if alone is not None and _set_last(lines, alone):
        return True
    edit = editor.apply(sentence.tokens, lines)
    if not edit.understood:
        doubts.append("correction")
        return False
    numbers = any(token.kind == "num" for token in sentence.tokens)
    if edit.changed:
        lines[:] = edit.lines
    elif numbers or not _exchanged(sentence, lines, editor):
        doubts.append("correction")
    return True


def _set_last(lines: list[ReadLine], number: Token) -> bool:
    """ "... no 2": what was said last is that many."""
    if not is_countable(number.value):
        return False
    lines[-1] = lines[-1].model_copy(update={"quantity": number.value, "base_quantity": number.value, "unit": None})
    return True


def _exchanged(sentence: Sentence, lines: list[ReadLine], editor: Editor) -> bool:
    """ "make that the pink one": the article said last becomes its sibling."""
    match = sibling(lines[-1], sentence.tokens, editor.matcher)
    if match is not None:
        lines[-1] = lines[-1].model_copy(update={"sku": match.best.article.sku, "inferred": ("swap",)})
    return match is not None


def _only_number(tokens: Sequence[Token]) -> Token | None:
    """The number of words that say nothing else ("no sorry, make that 2")."""
    numbers = [token for token in tokens if token.kind == "num"]
    says_more = any(
        (token.kind == "word" and token.norm not in LINKING and token.norm not in STOP)
        or token.kind in ("code", "size", "many")
        for token in tokens
    )
    return numbers[0] if len(numbers) == 1 and not says_more and not numbers[0].unit else None
