"""Commands for master data and history: import and export."""

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from app.cli.console import REFUSED, AsJson, at_desk, err, out
from app.importing.exporting import export_kind
from app.importing.schemas import ImportReport, RowProblem
from app.importing.service import import_all, import_file
from presentation.wording.amounts import counted

SHOWN_PROBLEMS = 50


def import_(
    kind: Annotated[str, typer.Argument(help="products, customers, ... or all (a folder).")],
    files: Annotated[list[Path], typer.Argument(exists=True, help="CSV (also .gz) or XLSX; a folder for all.")],
    columns: Annotated[list[str] | None, typer.Option("--map", help="Name a column: ours=theirs.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Check everything, store nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import files of one kind, or a folder of all kinds. A bad row refuses its whole file."""
    mapping = _mapping(columns or [])
    with at_desk() as (transactions, desk), _bar() as bar:
        tasks: dict[str, TaskID] = {}

        def tick(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=done, total=total)

        missing: tuple[str, ...] = ()
        if kind == "all":
            run = import_all(transactions, desk, files[0], dry_run=dry_run, progress=tick)
            reports, missing = run.reports, run.missing
        else:
            reports = ()
            for path in files:
                report = import_file(
                    transactions, desk, kind, path, mapping=mapping, dry_run=dry_run,
                    progress=partial(tick, path.name),
                )  # fmt: skip
                reports = (*reports, report)
                if report.refused:
                    break
    _tell(reports, missing, as_json=as_json, dry_run=dry_run)
    if any(report.refused for report in reports):
        raise typer.Exit(REFUSED)


def export(
    kind: Annotated[str, typer.Argument(help="What to export, named as for import.")],
) -> None:
    """Write one kind as CSV to standard output, in the form that import reads."""
    with at_desk() as (transactions, desk), transactions.read() as session:
        for line in export_kind(session, desk, kind):
            print(line, end="")


def _mapping(columns: list[str]) -> dict[str, str]:
    pairs = [column.split("=", 1) for column in columns]
    if any(len(pair) != 2 for pair in pairs):
        raise typer.BadParameter("expected --map ours=theirs")
    return {pair[0]: pair[1] for pair in pairs}


def _bar() -> Progress:
    columns = (TextColumn("{task.description:16}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, transient=False, disable=not err.is_terminal)


def _tell(reports: tuple[ImportReport, ...], missing: tuple[str, ...], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        plain = {"reports": [report.model_dump(mode="json") for report in reports], "missing": list(missing)}
        print(json.dumps(plain))
        return
    for report in reports:
        if report.refused:
            err.print(f"[red]refused[/red] {report.file}: {_bad(report)}, nothing of it is stored")
            for problem in report.problems[:SHOWN_PROBLEMS]:
                err.print(f"  {_problem(problem)}", highlight=False, markup=False)
            if len(report.problems) > SHOWN_PROBLEMS:
                err.print(f"  and {len(report.problems) - SHOWN_PROBLEMS} more (--json lists them all)")
        else:
            stored = "would be stored" if dry_run else "stored"
            rows = report.rows if dry_run else report.stored
            out.print(f"{report.kind:16} {rows:>8,} rows {stored} from {report.file}", highlight=False)
    if missing:
        out.print(f"not there: {', '.join(missing)}", highlight=False)


def _bad(report: ImportReport) -> str:
    return counted(len(report.problems), "problem")


def _problem(problem: RowProblem) -> str:
    """Where it is, as far as that is known, what stands there, and why that is wrong."""
    where = [f"line {problem.line}"] * (problem.line > 0) + [problem.column] * bool(problem.column)
    value = [repr(problem.value)] * bool(problem.value)
    return " ".join([*([", ".join(where) + ":"] if where else []), *value, problem.reason])
