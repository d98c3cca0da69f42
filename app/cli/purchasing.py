"""Commands for buying: what to buy and why, and the orders that suppliers get. Each is one transaction."""

import csv
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from app.cli.console import AsJson, at_desk, date_of, decimal, out, show
from app.cli.working import By, acting, run
from domain.purchasing import queries
from domain.purchasing import service as purchasing
from domain.purchasing.schemas import Proposal, SupplierOrderView, SupplyAsk, SupplyLine
from domain.shared.desk import Desk
from presentation.wording.amounts import counted, number
from presentation.wording.times import day

STEPS = ("list", "show", "order", "confirm", "delay", "close")
COLUMNS = tuple(Proposal.model_fields)
#: The figures of the list for people, by the head of their column.
FIGURES = {
    "a week": "per_week", "±": "deviation", "lead days": "lead_time_days", "safety": "safety_stock",
    "reorder at": "reorder_point", "up to": "order_up_to", "free": "free", "due": "due", "waiting": "waiting",
    "buy": "quantity",
}  # fmt: skip
#: Which of them goes first where a terminal is narrow.
LEAST_FIRST = ("±", "lead days", "safety", "up to", "a week", "waiting", "reorder at", "due", "free")


def reorder(
    warehouse: Annotated[str | None, typer.Option(help="Only for this warehouse.")] = None,
    sku: Annotated[str | None, typer.Option(help="Only this article.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also where enough is there.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, to be edited and ordered from.")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """What to buy for which warehouse, with the forecast, safety stock and every other figure that it is made of."""
    with at_desk() as (transactions, desk), transactions.read() as session:
        found = queries.reorder_list(
            session, acting(session, desk, by), warehouse=warehouse, sku=sku, everything=everything
        )
    rows = [row.model_dump(mode="json") for row in found]
    if as_csv:
        sheet = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        sheet.writeheader()
        sheet.writerows(rows)
    elif as_json or not found:
        show({"proposals": rows}, as_json=as_json, words=lambda: "nothing is to be bought")
    else:
        out.print(_table(found, out.width))


def _table(found: list[Proposal], width: int) -> Table:
    """What fits beside article, warehouse and what to buy, which are never cut; the figures behind it go first."""
    names = [("article", [row.sku for row in found]), ("for", [row.warehouse for row in found])]
    every = [(title, [number(getattr(row, field)) for row in found]) for title, field in FIGURES.items()]
    columns = [*names, *every]
    for title in LEAST_FIRST:
        if sum(max(map(len, (head, *cells))) + 3 for head, cells in columns) + 1 <= width:
            break
        columns = [column for column in columns if column[0] != title]
    title = counted(len(found), "line")
    table = Table(title=title if len(columns) > len(FIGURES) + 1 else f"{title}; --csv and --json have every figure")
    for head, _ in columns:
        table.add_column(head, no_wrap=head in FIGURES, overflow="fold")
    for cells in zip(*(cells for _, cells in columns), strict=True):
        table.add_row(*map(escape, cells))
    return table


def supply(
    step: Annotated[str, typer.Argument(help=f"{', '.join(STEPS)}.")] = "list",
    subject: Annotated[
        str | None, typer.Argument(help="The supplier's name (order), or the supplier order, SUPO-1001.")
    ] = None,
    line: Annotated[list[str] | None, typer.Option("--line", help="SKU=QUANTITY in base units (order).")] = None,
    sheet: Annotated[
        Path | None, typer.Option("--from", exists=True, dir_okay=False, help="Order the lines of this reorder list.")
    ] = None,
    warehouse: Annotated[str | None, typer.Option(help="Where the goods go (order).")] = None,
    line_no: Annotated[int | None, typer.Option(help="Only this line (delay, close).")] = None,
    due: Annotated[str | None, typer.Option(help="The day it comes (ISO); after the lead time if not given.")] = None,
    reason: Annotated[str, typer.Option(help="Why (delay, close).")] = "",
    key: Annotated[str | None, typer.Option(help="A name; the same one again orders nothing.")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Supplier orders: list, show, order, confirm, delay, close what has not come."""
    _refuse_unclear(step, due, reason)
    if step == "list":
        _list(by, as_json=as_json)
        return
    if subject is None:
        raise typer.BadParameter(f"supply {step} takes a {'supplier' if step == 'order' else 'supplier order'}")
    told, when = subject, date_of(due)
    lines = _lines(line, sheet, warehouse) if step == "order" else (warehouse or "", ())
    ask = SupplyAsk(supplier=told, warehouse=lines[0], lines=lines[1], due_date=when, key=key)
    verbs: dict[str, Callable[[Session, Desk], Any]] = {
        "show": lambda session, desk: queries.supplier_order(session, desk, told),
        "order": lambda session, desk: purchasing.order_supply(session, desk, ask),
        "confirm": lambda session, desk: purchasing.confirm_supply(session, desk, told, due_date=when),
        "delay": lambda session, desk: purchasing.delay_supply(
            session, desk, told, due_date=when or desk.today, reason=reason, line_no=line_no
        ),
        "close": lambda session, desk: purchasing.close_supply(session, desk, told, reason=reason, line_no=line_no),
    }
    run(lambda session, desk: verbs[step](session, acting(session, desk, by)), _said, as_json=as_json)


def _refuse_unclear(step: str, due: str | None, reason: str) -> None:
    if step not in STEPS:
        raise typer.BadParameter(f"{step} is no step; expected one of {', '.join(STEPS)}")
    if step == "delay" and due is None:
        raise typer.BadParameter("say until when: --due 2011-11-25")
    if step in ("delay", "close") and not reason.strip():
        raise typer.BadParameter("say why: --reason")


def _list(by: str | None, *, as_json: bool) -> None:
    with at_desk() as (transactions, desk), transactions.read() as session:
        found = queries.supplier_orders(session, acting(session, desk, by))
    plain = {"supplier_orders": [view.model_dump(mode="json") for view in found]}
    show(plain, as_json=as_json, words=lambda: "\n".join(map(_said, found)) or "no supplier order is open")


def _said(view: SupplierOrderView) -> str:
    lines = [
        f"  {line.line_no}. {line.sku}: {number(line.ordered)} ordered, {number(line.received)} received, "
        + (f"{number(line.open)} due {day(line.due_date)}" if line.due_date else f"{number(line.given_up)} given up")
        for line in view.lines
    ]
    of = f"of {view.supplier}" if view.supplier else "(not ordered here)"
    head = f"{view.number} {of} for {view.warehouse} is {view.state.replace('_', ' ')}"
    return "\n".join([head, *lines])


def _lines(
    named: list[str] | None, sheet: Path | None, warehouse: str | None
) -> tuple[str, tuple[SupplyLine, ...]]:  # fmt: skip
    """The warehouse and what goes there: of the options, or of a reorder list as `reorder --csv` prints it."""
    if bool(named) == bool(sheet):
        raise typer.BadParameter("name the lines, --line SKU=QUANTITY, or a reorder list, --from FILE")
    rows = _of_sheet(sheet) if sheet else [_of_option(text, warehouse) for text in named or ()]
    places = {place for place, _, _ in rows if warehouse in (None, place)}
    if len(places) != 1:
        raise typer.BadParameter(f"say for which warehouse: --warehouse {' or '.join(sorted(places)) or 'MAIN'}")
    (place,) = places
    return place, tuple(
        SupplyLine(sku=sku, quantity=quantity) for at, sku, quantity in rows if at == place and quantity != 0
    )


def _of_option(text: str, warehouse: str | None) -> tuple[str, str, Decimal]:
    sku, sign, quantity = text.rpartition("=")
    if not sign or not sku or warehouse is None:
        raise typer.BadParameter("expected --warehouse MAIN --line SKU=QUANTITY, as in --line 22423=12")
    return warehouse, sku, decimal(quantity)


def _of_sheet(sheet: Path) -> list[tuple[str, str, Decimal]]:
    with sheet.open(newline="", encoding="utf-8-sig") as file:
        found = list(csv.DictReader(file))
    if not found or not {"sku", "warehouse", "quantity"} <= found[0].keys():
        raise typer.BadParameter("expected the columns sku, warehouse, quantity and at least one row")
    return [(row["warehouse"].strip(), row["sku"].strip(), decimal(row["quantity"])) for row in found]
