"""The command that reports figures over a period."""

import csv
import json
import sys
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from app.cli.console import AsJson, at_desk, date_of, out
from app.importing.rows.cells import written
from domain.reporting import queries
from domain.reporting.schemas import NAMES, Figures, Period
from domain.shared.desk import Desk
from presentation.wording.figures import figure_rows, group_name, said
from presentation.wording.times import day

_COLUMNS = ("first", "last", "group", "figure", "value", "unit", "part", "base")


class Format(StrEnum):
    """How figures are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def report(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Of {', '.join(NAMES).replace('_', '-')}; all when none is named.")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="First day (YYYY-MM-DD); that of this month if not given.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day (YYYY-MM-DD); today if not given.")] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="For people, for a spreadsheet, or for programs.")
    ] = Format.TABLE,
    as_json: AsJson = False,
) -> None:
    """Report figures of a period: perfect orders, fill, backorders, cycle time, money owed, holds and more (K1–K9)."""
    begins, ends = date_of(first), date_of(last)
    with at_desk() as (transactions, desk), transactions.read() as session:
        until = ends or desk.today
        period = Period(first=begins or until.replace(day=1), last=until)
        found = queries.figures(session, desk, period, names or NAMES)
        _write(found, desk, Format.JSON if as_json else format_)


def _write(found: Figures, desk: Desk, format_: Format) -> None:
    match format_:
        case Format.JSON:
            print(json.dumps(found.model_dump(mode="json", exclude_none=False), ensure_ascii=False))
        case Format.CSV:
            write_csv(found, desk)
        case Format.TABLE:
            _show_table(found)


def write_csv(found: Figures, desk: Desk) -> None:
    """One row per number; text that a spreadsheet would take for a formula stands behind an apostrophe."""
    zone, writer = ZoneInfo(desk.company.time_zone), csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in figure_rows(found):
        writer.writerow([written(cell, zone) for cell in (found.period.first, found.period.last, *row)])


def _show_table(found: Figures) -> None:
    table = Table(title=f"{day(found.period.first)} to {day(found.period.last)}", show_header=False)
    group = ""
    for row in figure_rows(found):
        if row.group != group:
            table.add_section()
        table.add_row(group_name(row.group) if row.group != group else "", row.figure, said(row))
        group = row.group
    out.print(table)
