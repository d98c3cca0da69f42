"""Owns what is said of the files that came with a message: how much of each was read, or why it was not."""

from collections.abc import Sequence

from domain.orders.schemas import AttachedFile
from presentation.wording.amounts import counted, listed

_UNREAD = {
    "too_large": "it is too large",
    "too_many_pages": "it has too many pages",
    "too_many_cells": "it has too many rows or columns",
    "too_many_files": "too many files came at once",
    "too_hard": "taking it apart takes too long",
    "encrypted": "it is locked with a password",
    "broken": "it is damaged or not what its name says",
    "no_text": "it holds pictures and no text",
    "empty": "it is empty",
    "unknown_kind": "only CSV, Excel, OpenDocument and PDF tables can be read",
    "not_fetched": "Slack did not let us have it",
}


def file_words(file: AttachedFile) -> str:
    """One file in plain words: "order.xlsx: 12 lines read"; its name is not escaped."""
    if file.unread:
        return f"{file.name}: not read, {_UNREAD.get(file.unread, file.unread.replace('_', ' '))}"
    return "; ".join([f"{file.name}: {_read(file)}", *(_remark(code, about) for code, about in file.remarks)])


def is_whole(file: AttachedFile) -> bool:
    """Whether everything in the file was read and understood."""
    return bool(file.lines) and not (file.unread or file.questions or file.remarks)


def worth_telling(files: Sequence[AttachedFile]) -> list[AttachedFile]:
    """The files that their sender should hear about: not the pictures that mail programs put into signatures."""
    return [file for file in files if file.is_missed or not file.unread]


def _read(file: AttachedFile) -> str:
    if file.same_as is not None:
        return f"the same order as {file.same_as or 'in the text'}, counted once"
    if not file.lines and not file.questions:
        return "no order lines found in it"
    asked = [f"{counted(file.questions, 'row')} to be asked about"] if file.questions else []
    return listed([f"{counted(file.lines, 'line')} read", *asked])


def _remark(code: str, about: str) -> str:
    match code:
        case "hidden_sheet":
            return f"the hidden sheet “{about}” was not read"
        case "page_without_text":
            return f"page {about} holds a picture and no text"
        case "formula_without_result":
            return "some formulas were saved without their results and count as empty"
    return f"{code.replace('_', ' ')} {about}".strip()
