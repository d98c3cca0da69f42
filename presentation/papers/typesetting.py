"""Owns setting a paper: a template of this folder and its values become a PDF, the same bytes for the same values."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

import typst


def typeset(template: str, values: Mapping[str, Any], *, archived_on: date | None = None) -> bytes:
    """The PDF of a template (its name without `.typ`). Values arrive as data: nothing in them is markup.

    Archived it is PDF/A-3 of that day, with the fonts of typst alone.
    """
    archive: dict[str, Any] = {}
    if archived_on is not None:
        day = datetime.combine(archived_on, time(), UTC)
        archive = {"pdf_standards": ["a-3b"], "ignore_system_fonts": True, "timestamp": day}
    data = json.dumps(values, ensure_ascii=False)
    pdf: bytes = typst.compile(_source(template), sys_inputs={"values": data}, **archive)
    return pdf


@cache
def _source(template: str) -> bytes:
    return files("presentation.papers").joinpath(f"{template}.typ").read_bytes()
