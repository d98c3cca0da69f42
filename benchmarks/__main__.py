"""The command: `python -m benchmarks [ROW…]` prints the speed table and writes nothing else anywhere.

`make bench` runs `benchmarks.curve` behind it, which writes a picture into the docs.
"""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console

from benchmarks import availability, confirming, dunning, forecasting, importing, million, posting, racing, reading
from benchmarks.replay import rows as replay
from benchmarks.results import Options, Rows
from benchmarks.table import table_of

ROWS: dict[str, Rows] = {
    "read": reading.rows,
    "million": million.rows,
    "slack": posting.rows,
    "confirm": confirming.rows,
    "race": racing.rows,
    "overdue": dunning.rows,
    "availability": availability.rows,
    "import": importing.rows,
    "replay": replay.rows,
    "forecast": forecasting.rows,
}


def bench(
    rows: Annotated[list[str] | None, typer.Argument(help=f"which rows: {', '.join(ROWS)}; all without any")] = None,
    *,
    quick: Annotated[bool, typer.Option(help="fewer repeats, smaller heaps of data")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a row")] = False,
) -> None:
    """Measure the product against bare work of the same run; seconds depend on the machine, ratios much less."""
    unknown = [name for name in rows or () if name not in ROWS]
    if unknown:
        raise typer.BadParameter(f"no such row: {', '.join(unknown)}; there are {', '.join(ROWS)}")
    told = Console(stderr=True)
    found = []
    for name in rows or ROWS:
        with told.status(f"measuring {name}"):
            for result in ROWS[name](Options(quick)):
                found.append(result)
                if as_json:
                    print(json.dumps(result.as_data(), ensure_ascii=False), flush=True)
    if not as_json:
        Console(width=None if sys.stdout.isatty() else 200).print(table_of(found))


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(bench)
    app()
