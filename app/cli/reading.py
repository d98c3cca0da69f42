"""The command that reads messages from standard input: for tests, scores and the curious."""

import json
import sys
from collections import Counter
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from app.cli.console import AsJson, at_desk, out, refuse
from app.reading import IndexedReader
from domain.intake import queries
from domain.intake import service as intake
from domain.intake.schemas import Difference, DraftState, Message, Replayed
from presentation.mrkdwn import one_line

TEXT_SHOWN = 100
ReplayCorrections = Annotated[
    bool, typer.Option("--replay-corrections", help="Read every message again whose reading people had corrected.")
]


def read(replay_corrections: ReplayCorrections = False, as_json: AsJson = False) -> None:
    """Read messages as JSON lines on standard input, write readings as JSON lines. Nothing is stored.

    With --replay-corrections every message of the company's own corpus is read by this version instead, and what it
    reads better and worse than the version that read it first is shown; --json prints that as one object.
    """
    with at_desk() as (transactions, _), transactions.read() as session:
        if replay_corrections:
            _replay(session, as_json=as_json)
        else:
            _read_input(session)


def _read_input(session: Session) -> None:
    reader = IndexedReader()
    threads: dict[str, DraftState] = {}
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        message = _message(number, line)
        reading = reader.read(session, message, threads.get(message.thread or ""))
        if message.thread:
            threads[message.thread] = intake.draft_after(reading, threads.get(message.thread))
        print(json.dumps(intake.to_wire(reading), ensure_ascii=False), flush=True)


def _replay(session: Session, *, as_json: bool) -> None:
    reader = IndexedReader()
    counts, changed = Counter[str](), list[Replayed]()
    for case in queries.cases(session):
        replayed = reader.replayed(session, case)
        counts.update(
            cases=1, right_before=replayed.was_right, right_now=replayed.is_right, gains=len(replayed.gains),
            losses=len(replayed.losses),
        )  # fmt: skip
        if replayed.gains or replayed.losses:
            changed.append(replayed)
    totals = {name: counts[name] for name in ("cases", "right_before", "right_now", "gains", "losses")}
    if as_json:
        print(json.dumps(totals | {"changed": [_wire(each) for each in changed]}, ensure_ascii=False))
        return
    out.print(
        f"{totals['cases']} cases, right before {totals['right_before']}, right now {totals['right_now']}, "
        f"gains {totals['gains']}, losses {totals['losses']}",
        highlight=False,
    )
    if changed:
        out.print(_table(changed))


def _wire(replayed: Replayed) -> dict[str, Any]:
    case = replayed.case
    return {
        "order_number": case.order_number,
        "text": case.message.text,
        "was_right": replayed.was_right,
        "is_right": replayed.is_right,
        "gains": [each.model_dump() for each in replayed.gains],
        "losses": [each.model_dump() for each in replayed.losses],
    }


def _table(changed: list[Replayed]) -> Table:
    table = Table("", "order", "message", "about", "read", "right")
    for kind in ("loss", "gain"):
        for replayed in changed:
            for each in replayed.losses if kind == "loss" else replayed.gains:
                table.add_row(*map(escape, _row(kind, replayed, each)))
    return table


def _row(kind: str, replayed: Replayed, each: Difference) -> tuple[str, ...]:
    shown = (replayed.case.message.text, each.about, each.read or "–", each.right or "–")
    return kind, replayed.case.order_number, *(one_line(text, TEXT_SHOWN) for text in shown)


def _message(number: int, line: str) -> Message:
    try:
        return intake.from_wire(json.loads(line))
    except (ValueError, KeyError, TypeError) as error:
        refuse(f"line {number} is no message: {error}")
