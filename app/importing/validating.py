"""Turns the lines of a file into rows of its kind, and everything that is wrong with them into problems."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.importing.reading import Line, Table
from app.importing.rows.cells import ZONE, Row
from app.importing.schemas import Fault, RowProblem

RowT = TypeVar("RowT", bound=Row)
_REASONS = {
    "missing": "is required",
    "string_too_short": "is required",
    "string_too_long": "longer than {max_length} characters",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "literal_error": "expected {expected}",
    "enum": "expected {expected}",
    "string_pattern_mismatch": "expected the form {pattern}",
    "too_short": "is required",
    "too_long": "more than {max_length} of them",
}


@dataclass(frozen=True, slots=True)
class CheckedRows(Generic[RowT]):
    """The good rows, the lines they stand on, and what is wrong with the others."""

    rows: list[RowT]
    lines: list[int]
    problems: list[RowProblem]

    def told(self, faults: Iterable[Fault]) -> Iterator[RowProblem]:
        """Faults of rows as problems of lines."""
        for fault in faults:
            value = getattr(self.rows[fault.index], fault.column, "")
            yield RowProblem(
                line=self.lines[fault.index],
                column=fault.column,
                value="" if value is None else str(value)[:200],
                reason=fault.reason,
            )


def checked(table: Table, model: type[RowT], zone: ZoneInfo) -> CheckedRows[RowT]:
    """Every line of the table as a row of that model; a key that came before in the file is a problem too."""
    result: CheckedRows[RowT] = CheckedRows([], [], [])
    seen: dict[Any, int] = {}
    context = {ZONE: zone}
    identity = attrgetter(*model.key)
    for line in table.lines:
        row = _row(line, table.columns, model, context=context, problems=result.problems)
        if row is None:
            continue
        first = seen.setdefault(identity(row), line[0])
        if first != line[0]:
            result.problems.append(_duplicate(row, line[0], first))
            continue
        result.rows.append(row)
        result.lines.append(line[0])
    return result


def _row(
    line: Line,
    columns: Sequence[str | None],
    model: type[RowT],
    *,
    context: dict[str, ZoneInfo],
    problems: list[RowProblem],
) -> RowT | None:
    number, cells = line
    if len(cells) != len(columns):
        reason = f"has {len(cells)} cells where the header has {len(columns)}"
        problems.append(RowProblem(line=number, column="", value=",".join(cells)[:200], reason=reason))
        return None
    values = {column: cell for column, cell in zip(columns, cells, strict=True) if column and cell.strip()}
    try:
        return model.model_validate(values, context=context)
    except ValidationError as error:
        problems.extend(_problems(error, number, values))
        return None


def _problems(error: ValidationError, line: int, values: dict[str, str]) -> Iterator[RowProblem]:
    for detail in error.errors(include_url=False, include_context=True):
        column = str(detail["loc"][0]) if detail["loc"] else ""
        yield RowProblem(line=line, column=column, value=values.get(column, "")[:200], reason=_reason(detail))


def _reason(detail: ErrorDetails) -> str:
    pattern = _REASONS.get(detail["type"])
    if pattern is not None:
        return pattern.format(**detail.get("ctx", {}))
    return detail["msg"].removeprefix("Value error, ")


def _duplicate(row: Row, line: int, first: int) -> RowProblem:
    value = ", ".join("" if part is None else str(part) for part in row.identity)
    return RowProblem(line=line, column=row.key[0], value=value[:200], reason=f"the same key as line {first}")
