"""The process of its own in which workbooks and PDFs are taken apart: a file on standard input, JSON on the output."""

import json
import resource
import sys
from typing import Any

from gateways.attachments.pages import read_pages
from gateways.attachments.schemas import FileLimits, NotRead, Unread
from gateways.attachments.workbooks import read_workbook

READERS = {"workbook": read_workbook, "pdf": read_pages}


def main() -> None:
    """Read one file within the limits that the arguments give; what breaks them ends this process."""
    kind, limits = sys.argv[1], FileLimits(**json.loads(sys.argv[2]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    payload = sys.stdin.buffer.read()
    answer: dict[str, Any]
    try:
        tables, remarks = READERS[kind](payload, limits)
        answer = {"tables": [(table.part, table.rows) for table in tables], "remarks": remarks}
    except NotRead as refused:
        answer = {"unread": refused.reason}
    except MemoryError:
        answer = {"unread": Unread.TOO_HARD}
    except Exception:  # noqa: BLE001 - the edge of this process: parsers of strangers' files raise anything
        answer = {"unread": Unread.BROKEN}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
