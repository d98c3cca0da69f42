"""Owns the files of a message on their way: opened, read with the words beside them, and noted on the order."""

from collections.abc import Iterable
from dataclasses import replace

import structlog

from bot.services import Services
from bot.values import SlackFile
from domain.intake.schemas import Reading, Sheet
from domain.orders.schemas import AttachedFile
from gateways.attachments import LIMITS, FileContents, FileReader, Unread
from gateways.mime import IncomingMail
from gateways.outcomes import CallFailed, Rejected

log = structlog.get_logger()


def of_mail(letter: IncomingMail) -> tuple[FileContents, ...]:
    """The attachments of a mail, read as far as they can be."""
    reader = FileReader()
    return _told_apart(
        reader.read(each.filename or each.content_type, each.content_type, each.payload) for each in letter.attachments
    )


def of_slack(files: Iterable[SlackFile], services: Services) -> tuple[FileContents, ...]:
    """The files that a Slack message shares, fetched and read as far as they can be.

    Raises CallFailed while Slack cannot be reached, so that the message is tried again.
    """
    reader = FileReader()
    return _told_apart([
        _fetched(file, services, reader)
        if number < LIMITS.files
        else FileContents(file.name, unread=Unread.TOO_MANY_FILES)
        for number, file in enumerate(files)
    ])  # fmt: skip


def _fetched(file: SlackFile, services: Services, reader: FileReader) -> FileContents:
    if file.size > LIMITS.size:
        return FileContents(file.name, unread=Unread.TOO_LARGE)
    if services.slack is None or not file.url:
        return FileContents(file.name, unread=Unread.NOT_FETCHED)
    try:
        content = services.slack.download(file.url, most=LIMITS.size)
    except CallFailed as failure:
        if not isinstance(failure.outcome, Rejected):
            raise
        log.warning("a shared file cannot be fetched", file=file.id, reason=failure.outcome.reason)
        return FileContents(file.name, unread=Unread.NOT_FETCHED)
    return reader.read(file.name, file.mimetype, content)


def _told_apart(files: Iterable[FileContents]) -> tuple[FileContents, ...]:
    """Files of the same name get a number, so that what is said of one is not said of the other."""
    seen: dict[str, int] = {}
    out = []
    for file in files:
        seen[file.name] = seen.get(file.name, 0) + 1
        out.append(file if seen[file.name] == 1 else replace(file, name=f"{file.name} ({seen[file.name]})"))
    return tuple(out)


def sheets_of(files: Iterable[FileContents]) -> tuple[Sheet, ...]:
    """The tables of the files, as the reader takes them."""
    return tuple(Sheet(file=file.name, part=table.part, rows=table.rows) for file in files for table in file.tables)


def noted(files: Iterable[FileContents], reading: Reading) -> tuple[AttachedFile, ...]:
    """What became of each file, for the order that they came with."""
    return tuple(_noted(file, reading) for file in files)


def _noted(file: FileContents, reading: Reading) -> AttachedFile:
    read = [sheet for sheet in reading.files if sheet.file == file.name]
    counted = [sheet for sheet in read if sheet.same_as is None and sheet.lines]
    return AttachedFile(
        name=file.name,
        lines=sum(sheet.lines for sheet in read if sheet.same_as is None),
        questions=sum(sheet.questions for sheet in read),
        unread=file.unread.value if file.unread else None,
        remarks=tuple((code.value, about) for code, about in file.remarks),
        same_as=None if counted else next((sheet.same_as for sheet in read if sheet.same_as is not None), None),
    )
