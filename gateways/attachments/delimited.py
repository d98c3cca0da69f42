"""Text with delimiters: encoding and delimiter are found out, quotes are honoured where they are whole."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from gateways.attachments.schemas import FileLimits, NotRead, Unread

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = "\t;,|"
_SAMPLE_LINES = 200


def rows_of_text(payload: bytes, name: str, limits: FileLimits) -> Iterator[list[str]]:
    """The rows of a CSV, TSV or text file; raises NotRead for what is no text."""
    text = decoded(payload)
    if len(text) > limits.characters:
        raise NotRead(Unread.TOO_MANY_CELLS)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    told, text = _told_delimiter(text)
    delimiter = told or delimiter_of(text, "\t" if name.lower().endswith((".tsv", ".tab")) else None)
    if delimiter is None:
        yield from ([line] for line in text.split("\n"))
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    last = 0
    try:
        for row in reader:
            # A quoted cell with line breaks is one row; its further lines keep the numbers of what follows right.
            yield row
            yield from ([] for _ in range(reader.line_num - last - 1))
            last = reader.line_num
    except csv.Error as error:
        raise NotRead(Unread.BROKEN) from error


def decoded(payload: bytes) -> str:
    """The bytes as text: by their mark, by the zeros of UTF-16, as UTF-8, else as Windows-1252."""
    for mark, encoding in _MARKS:
        if payload.startswith(mark):
            return _decoded(payload, encoding)
    head = payload[:2000]
    if head[1::2].count(0) > 0.6 * len(head[1::2]) and not head[0::2].count(0):
        return _decoded(payload, "utf-16-le")
    if head[0::2].count(0) > 0.6 * len(head[0::2]) and not head[1::2].count(0):
        return _decoded(payload, "utf-16-be")
    if b"\0" in payload:
        raise NotRead(Unread.BROKEN)
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return payload.decode("cp1252", "replace")


def _decoded(payload: bytes, encoding: str) -> str:
    try:
        return payload.decode(encoding)
    except UnicodeError as error:
        raise NotRead(Unread.BROKEN) from error


def _told_delimiter(text: str) -> tuple[str | None, str]:
    """Excel's own first line "sep=;" names the delimiter; it stays as an empty line, so that rows keep their place."""
    first, _, rest = text.partition("\n")
    word = first.strip().strip('"').lower()
    if word.startswith("sep=") and len(word) == 5:
        return word[4], "\n" + rest
    return (first[4], "\n" + rest) if first.lower() == "sep=\t" else (None, text)


def delimiter_of(text: str, hint: str | None = None) -> str | None:
    """The delimiter that divides most lines into the same number of cells; None where none does."""
    lines = [line for line in text.split("\n")[:_SAMPLE_LINES] if line.strip()]
    best, found = 0.0, None
    for delimiter in _DELIMITERS:
        counts = Counter(_outside_quotes(line, delimiter) for line in lines)
        counts.pop(0, None)
        if not counts:
            continue
        number, times = max(counts.items(), key=lambda one: (one[1] * min(one[0], 6), one[0]))
        # A comma may be a decimal comma or stand in prose, a tab or a bar hardly ever.
        weight = {"\t": 1.3, ";": 1.15, "|": 1.2}.get(delimiter, 1.0) * (1.5 if delimiter == hint else 1.0)
        score = weight * times / len(lines) * min(number, 6) ** 0.5
        if score > best:
            best, found = score, delimiter
    return found


def _outside_quotes(line: str, delimiter: str) -> int:
    if '"' not in line:
        return line.count(delimiter)
    return sum(part.count(delimiter) for part in line.split('"')[::2])
