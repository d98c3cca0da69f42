"""The command that reads messages from standard input: for tests, scores and the curious."""

import json
import sys

from app.cli.console import at_desk, refuse
from app.reading import IndexedReader
from domain.intake import service as intake
from domain.intake.schemas import DraftState, Message


def read() -> None:
    """Read messages as JSON lines on standard input, write readings as JSON lines. Nothing is stored."""
    reader = IndexedReader()
    threads: dict[str, DraftState] = {}
    with at_desk() as (transactions, _), transactions.read() as session:
        for number, line in enumerate(sys.stdin, start=1):
            if not line.strip():
                continue
            message = _message(number, line)
            reading = reader.read(session, message, threads.get(message.thread or ""))
            if message.thread:
                threads[message.thread] = intake.draft_after(reading, threads.get(message.thread))
            print(json.dumps(intake.to_wire(reading), ensure_ascii=False), flush=True)


def _message(number: int, line: str) -> Message:
    try:
        return intake.from_wire(json.loads(line))
    except (ValueError, KeyError, TypeError) as error:
        refuse(f"line {number} is no message: {error}")
