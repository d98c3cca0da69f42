"""Owns how words that were learned look: on the draft they helped to read, in a customer's list, when undone."""

from collections.abc import Iterator, Sequence

from domain.catalog.schemas import AliasView, LearnedWords
from domain.orders.schemas import OrderView
from presentation.actions import ActionId, AliasAction
from presentation.cards.blocks import Block, Card, Element, actions, are_you_sure, button, card, context, section
from presentation.mrkdwn import bold, clipped, one_line, safe
from presentation.schemas.answers import AliasesAnswer, AliasUndone
from presentation.wording.amounts import counted, listed
from presentation.wording.times import day

BUTTONS = 5
#: A message holds fifty blocks; the newest are the ones people ask for.
ROWS = 40
SAID = 60


def learned_words(learned: LearnedWords) -> str:
    """Why a line has its article: 'their “spotty bags”, learned from Mia, Thu 3 Nov 2011'. Markup-safe."""
    return f"their “{safe(learned.said, SAID)}”, learned from {safe(learned.owner, SAID)}, {day(learned.learned_on)}"


def undo_buttons(order: OrderView) -> Iterator[Block]:
    """For each of the customer's words that made a line, a button that forgets them."""
    buttons = [
        _undo(each.alias_id, each.said, f"Undo “{_clipped(each.said)}”", place=place, number=order.number)
        for place, each in enumerate(order.learned[:BUTTONS])
    ]
    if buttons:
        yield actions(f"learned_{order.number}_{order.revision}", buttons)


def _undo(alias_id: int, said: str, label: str, *, place: int, number: str | None = None) -> Element:
    value = AliasAction(alias_id=alias_id, number=number).as_value()
    sure = are_you_sure("Forget these words?", f"“{_clipped(said)}” will be asked about again.", "Forget")
    return button(label, f"{ActionId.UNDO_ALIAS}:{place}", value, confirm=sure)


def _clipped(said: str) -> str:
    return clipped(one_line(said), SAID)


def aliases_card(answer: AliasesAnswer) -> Card:
    """Everything that stands for a customer's words, each with who taught it, where, and a button to undo it."""
    who = bold(answer.customer_name)
    if not answer.aliases:
        text = f"Nothing was learned yet of the words of {who}."
        return card(text, [section(text)])
    text = f"{counted(len(answer.aliases), 'alias', 'aliases')} of {who}"
    shown = answer.aliases[-ROWS:]
    blocks = [section(text)]
    blocks += [
        section(_row(each, answer), _undo(each.id, each.said, "Undo", place=place)) for place, each in enumerate(shown)
    ]
    rest = len(answer.aliases) - len(shown)
    return card(text, blocks + ([context(f"and {rest} older")] if rest else []))


def _row(alias: AliasView, answer: AliasesAnswer) -> str:
    name = f"{bold(alias.sku, 80)} {safe(answer.article_names.get(alias.sku, ''), 80)}".rstrip()
    words = f"“{safe(alias.said, 200)}” is {name}\n{_evidence(alias)}"
    others = {each.sku for each in answer.aliases if each.phrase == alias.phrase} - {alias.sku}
    return (
        f"{words}\n:warning: In dispute with {safe(listed(sorted(others)))}, so we ask each time." if others else words
    )


def _evidence(alias: AliasView) -> str:
    about = f" about “{safe(alias.source_text, 100)}”" if alias.source_text else ""
    return f"{safe(alias.owner_name)}, {day(alias.learned_on)}, with {safe(alias.order_number, 40)}{about}"


def undone_note(data: AliasUndone) -> Card:
    """A word that something learned is forgotten, or was already."""
    alias = data.alias
    words = f"“{safe(alias.said, 200)}” no longer means {bold(alias.sku, 80)} for {bold(data.customer_name)}."
    text = f":leftwards_arrow_with_hook: {words} {_from_now_on(data.still)}"
    return card(text, [section(text)])


def _from_now_on(still: Sequence[AliasView]) -> str:
    skus = sorted({each.sku for each in still})
    if not skus:
        return "Drafts stay as they are."
    if len(skus) == 1:
        return f"{safe(still[-1].owner_name)} taught that it means {bold(skus[0], 80)}, and that counts now."
    return f"Still in dispute: {safe(listed(skus))}."
