"""Owns setting a paper: a template of this folder and its values become a PDF, the same bytes for the same values."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import typst


def typeset(template: str, values: Mapping[str, Any]) -> bytes:
    """The PDF of a template (its name without `.typ`). Values arrive as data: nothing in them is markup."""
    source = files("presentation.papers").joinpath(f"{template}.typ").read_bytes()
    pdf: bytes = typst.compile(source, sys_inputs={"values": json.dumps(values, ensure_ascii=False)})
    return pdf
