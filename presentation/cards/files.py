"""Owns how the files that came with a message look on a card: what was read of each, or why it was not."""

from collections.abc import Sequence

from domain.orders.schemas import AttachedFile
from presentation.cards.blocks import Block, section
from presentation.mrkdwn import safe
from presentation.wording.amounts import counted
from presentation.wording.files import file_words, is_whole

FILES_ON_CARD = 8


def files_on_card(files: Sequence[AttachedFile]) -> Block:
    """A row for each file, and how many more there are."""
    shown = [
        f"{':page_facing_up:' if is_whole(file) else ':warning:'} {safe(file_words(file), 300)}"
        for file in files[:FILES_ON_CARD]
    ]
    rest = len(files) - len(shown)
    return section("\n".join(shown + ([f"and {counted(rest, 'more file')}"] if rest > 0 else [])))
