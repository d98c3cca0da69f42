"""Commands for the shelf: count, count-task, adjust, transfer, recount. Each is one transaction."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from app.cli.console import AsJson, at_desk, date_of, decimal, show
from app.cli.working import perform, run
from domain.orders import service as orders
from domain.shared.desk import Desk
from domain.shipping import queries as shipping_queries
from domain.shipping import service as shipping
from domain.shipping.schemas import CountTaskView
from domain.stock import queries
from domain.stock import service as stock
from domain.stock.schemas import CountedStock, StockState
from presentation.wording.amounts import counted, number
from presentation.wording.promises import promise_words

Warehouse = Annotated[str, typer.Argument(help="The warehouse.")]
Sku = Annotated[str, typer.Argument(help="The article.")]
COLUMNS = ("sku", "counted", "expected")


def count(
    warehouse: Warehouse,
    sheet: Annotated[
        Path | None,
        typer.Argument(dir_okay=False, help="A CSV file with the columns sku, counted, expected (may be empty)."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The name of the count; the same one twice counts once.")] = None,
    as_json: AsJson = False,
) -> None:
    """Post a count sheet; without one, print the sheet to be filled in. Lines that lose goods wait for them again."""
    if sheet is None:
        with at_desk() as (transactions, _desk), transactions.read() as session:
            expected = queries.count_sheet(session, warehouse)
        rows = [row.model_dump(mode="json") for row in expected]
        words = "\n".join([",".join(COLUMNS), *(f"{row['sku']},,{row['expected']}" for row in rows)])
        show({"warehouse": warehouse, "rows": rows}, as_json=as_json, words=lambda: words)
        return
    rows_of, called = _read(sheet), (name or sheet.stem)[:120]
    found = perform(lambda session, desk: orders.count_stock(session, desk, warehouse, rows_of, sheet=called))
    results = [row.model_dump(mode="json") for row in found]
    other = sum(1 for row in found if row.difference)
    words = f"{counted(len(found), 'article')} counted in {warehouse}, {other} with a difference"
    show({"warehouse": warehouse, "results": results}, as_json=as_json, words=lambda: words)


def _read(sheet: Path) -> list[CountedStock]:
    """The rows of a sheet that were filled in; wrong usage with every row that is not understood."""
    with sheet.open(newline="", encoding="utf-8-sig") as file:
        found = list(csv.DictReader(file))
    if not found or "sku" not in found[0] or "counted" not in found[0]:
        raise typer.BadParameter(f"expected the columns {', '.join(COLUMNS)} and at least one row")
    rows, wrong = list[CountedStock](), list[str]()
    for line, row in enumerate(found, start=2):
        texts = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if texts["counted"]:
            try:
                rows.append(_counted(**texts))
            except typer.BadParameter as problem:
                wrong.append(f"line {line}: {problem.message}")
    if wrong:
        raise typer.BadParameter("; ".join(wrong))
    return rows


def _counted(sku: str, counted: str, expected: str) -> CountedStock:
    if not sku:
        raise typer.BadParameter("no SKU")
    none = Decimal(0)
    return CountedStock(
        sku=sku, counted=decimal(counted, least=none), expected=decimal(expected, least=none) if expected else None
    )


def count_task(
    task: Annotated[int | None, typer.Argument(help="The task that is done; none: all that are open.")] = None,
    found: Annotated[str | None, typer.Option(help="How many of the missing were found; the others are lost.")] = None,
    warehouse: Annotated[str | None, typer.Option(help="Only the open tasks of this warehouse.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the shelves that wait to be counted after a short pick, or say what was found on one."""
    if (task is None) != (found is None):
        raise typer.BadParameter("name the task and what was found: orderclerk count-task 7 --found 2")
    if task is None or found is None:
        with at_desk() as (transactions, _desk), transactions.read() as session:
            open_tasks = shipping_queries.count_tasks(session, warehouse)
        value = {"count_tasks": [each.model_dump(mode="json") for each in open_tasks]}
        words = "\n".join(map(_task_in_words, open_tasks)) or "no shelf waits to be counted"
        show(value, as_json=as_json, words=lambda: words)
        return
    amount = decimal(found, least=Decimal(0))
    run(lambda session, desk: shipping.settle_count(session, desk, task, found=amount), _task_in_words, as_json=as_json)


def _task_in_words(view: CountTaskView) -> str:
    where = f"{view.warehouse} {view.bin}".strip()
    head = f"task {view.id}: {number(view.missing)} {view.sku} missing in {where} ({view.pick_list})"
    return head if view.found is None else f"{head}, {number(view.found)} found"


def adjust(
    warehouse: Warehouse,
    sku: Sku,
    quantity: Annotated[str, typer.Argument(help="What is there (on hand); with --as how much is set apart.")],
    reason: Annotated[str, typer.Option(help="A reason of the policy: count, found, lost, breakage ...")],
    note: Annotated[str, typer.Option(help="What happened, in words.")] = "",
    state: Annotated[
        StockState | None, typer.Option("--as", help="Set so many apart: quarantined or damaged; or sound again.")
    ] = None,
    before: Annotated[StockState, typer.Option("--from", help="What they are now, with --as.")] = StockState.SOUND,
    as_json: AsJson = False,
) -> None:
    """Set what is on hand, or set goods apart; the ledger keeps who and why."""
    amount = decimal(quantity)

    def verb(session: Session, desk: Desk) -> dict[str, Any]:
        if state is None:
            result = stock.adjust(session, desk, warehouse, sku, counted=amount, reason=reason, note=note)
            return result.model_dump(mode="json")
        orders.set_apart(
            session, desk, warehouse, sku, quantity=amount, state=state, reason=reason, note=note, before=before
        )
        return {"sku": sku, "warehouse": warehouse, "quantity": str(amount), "state": state.value}

    facts = perform(verb)
    said = f"{number(amount)} {sku} in {warehouse} {f'are {state.value}' if state else 'on hand'} ({reason})"
    show(facts, as_json=as_json, words=lambda: said)


def transfer(
    sku: Sku,
    quantity: Annotated[str, typer.Argument(help="How much, in base units.")],
    from_warehouse: Annotated[str, typer.Option("--from", help="Where it is.")],
    to_warehouse: Annotated[str, typer.Option("--to", help="Where it goes.")],
    line: Annotated[
        str | None, typer.Option(help="Serve this order line (SO-1042/1) from the other warehouse; no goods move.")
    ] = None,
    arrives: Annotated[str | None, typer.Option(help="The day it arrives (ISO); at once when not given.")] = None,
    key: Annotated[str | None, typer.Option(help="A name; the same one again moves nothing.")] = None,
    as_json: AsJson = False,
) -> None:
    """Move goods to another warehouse, or a line's allocation."""
    amount, day = decimal(quantity), date_of(arrives)

    def verb(session: Session, desk: Desk) -> dict[str, Any]:
        if line:
            order = orders.move_allocation(
                session, desk, line, from_warehouse=from_warehouse, to_warehouse=to_warehouse, quantity=amount
            )
            return {"order": order.number, "promised_date": str(order.promised_date)}
        view = stock.transfer(
            session, desk, sku, from_warehouse=from_warehouse, to_warehouse=to_warehouse, quantity=amount,
            arrives=day, key=key,
        )  # fmt: skip
        return view.model_dump(mode="json")

    facts = perform(verb)
    said = f"{number(amount)} {sku} from {from_warehouse} to {to_warehouse}"
    show(facts, as_json=as_json, words=lambda: f"{said}, there on {day:%Y-%m-%d}" if day else said)


def reallocate(
    line: Annotated[str, typer.Argument(help="The order line that waits, SO-1042/1.")],
    quantity: Annotated[str | None, typer.Option(help="How much; all it waits for when not given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask for stock that other orders have; a person decides, nothing moves before."""
    amount = decimal(quantity) if quantity else None
    asked = perform(lambda session, desk: orders.propose_reallocation(session, desk, line, quantity=amount))
    found = asked.proposal
    words = (
        f"{number(found.quantity)} {found.sku} from {counted(len(found.slips), 'line')}: brings {found.benefit}, costs "
        f"{found.cost} weighted days; request {asked.approval_id} waits for its decision"
    )
    show(asked.model_dump(mode="json"), as_json=as_json, words=lambda: words)


def why(
    line: Annotated[str, typer.Argument(help="The order line, SO-1042/1.")],
    as_json: AsJson = False,
) -> None:
    """Say why a line is promised for its day: which receipt, whose turn, how long it travels."""
    with at_desk() as (transactions, desk), transactions.read() as session:
        found = orders.explain_promise(session, desk, line)
    show(found.model_dump(mode="json"), as_json=as_json, words=lambda: promise_words(found))


def recount(as_json: AsJson = False) -> None:
    """Set every balance of stock to what its movements, allocations and reservations say."""
    with at_desk() as (transactions, desk), transactions.begin() as session:
        wrong = stock.rebuild_balances(session, desk)
    rows = [row.model_dump(mode="json") for row in wrong]
    show({"repaired": rows}, as_json=as_json, words=lambda: f"{counted(len(rows), 'balance')} set right")
