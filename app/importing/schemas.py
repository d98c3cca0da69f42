"""What an import says about itself."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict


class RowProblem(BaseModel):
    """What is wrong with a cell: the line of the file (1 is the header), the column, the value, and why."""

    model_config = ConfigDict(frozen=True)

    line: int
    column: str
    value: str
    reason: str


class ImportReport(BaseModel):
    """What became of one file: `rows` it has, `stored` of them (all or none), every problem by line.

    `ignored` names its columns that the kind does not know; a dry run stores nothing and is not refused.
    """

    model_config = ConfigDict(frozen=True)

    kind: str
    file: str
    rows: int = 0
    stored: int = 0
    problems: tuple[RowProblem, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the file was turned away."""
        return bool(self.problems)


class ImportRun(BaseModel):
    """What became of a folder: a report per file up to the first bad one, and the kinds that were not there."""

    model_config = ConfigDict(frozen=True)

    reports: tuple[ImportReport, ...]
    missing: tuple[str, ...]

    @property
    def refused(self) -> bool:
        """Whether a file was turned away."""
        return any(report.refused for report in self.reports)


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem of a row counted from 0, before it is told by its line in the file."""

    index: int
    column: str
    reason: str
