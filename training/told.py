"""Messages with how they are read by weights that do not know their writer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.intake.rules import preparing
from domain.intake.rules.accounting import Accountant
from training import items
from training.messages import Labelled
from training.wholesaler import CATALOGUE, DIRECTORY


@dataclass
class Told:
    """An order as it is read by weights that were learned without its writer."""

    one: Labelled
    made: preparing.Prepared

    @property
    def accountant(self) -> Accountant:
        """Its accountant."""
        return Accountant(CATALOGUE, self.made.matcher, self.made.clean, self.one.message.text)


def told(messages: Sequence[Labelled], learner: items.Learner) -> list[Told]:
    """Every message read as a new writer's would be, so that nothing looks surer than it will be."""
    out: list[Told] = []
    for writer in sorted({one.writer for one in messages}):
        items.use(learner.learned(without=writer))
        for one in messages:
            if one.writer == writer:
                out.append(Told(one, preparing.prepare(one.message, CATALOGUE, DIRECTORY, None)))
    return out


def read_with(messages: Sequence[Labelled], found: dict[str, Any]) -> list[Told]:
    """Messages that no item was learned from, read with the weights that ship."""
    items.use(found)
    return [Told(one, preparing.prepare(one.message, CATALOGUE, DIRECTORY, None)) for one in messages]
