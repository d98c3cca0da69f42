"""Owns what a kind of file is: its rows, what they are checked against, which verb stores them, who lists them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.importing.kinds.known import Known
from app.importing.rows.cells import Row
from app.importing.schemas import Fault

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, slots=True)
class Kind(Generic[RowT]):
    """One kind of file. `check` finds faults before anything is written, `store` writes every row and returns the
    faults that only the verbs see (the caller then rolls back), `listed` gives what is stored, by key. A folder without
    a file of a kind that is not expected is complete.
    """

    name: str
    model: type[RowT]
    check: Callable[[Sequence[RowT], Known], Iterable[Fault]]
    store: Callable[[Sequence[RowT], Known], Iterable[Fault]]
    listed: Callable[[Session], Iterable[RowT]]
    is_expected: bool = True

    @property
    def file_stem(self) -> str:
        """The name of its file in a folder, without its form."""
        return self.name.replace("-", "_")

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns in order."""
        return tuple(self.model.model_fields)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that every file of the kind must have."""
        return tuple(name for name, field in self.model.model_fields.items() if field.is_required())
