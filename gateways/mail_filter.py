"""Who or what wrote a mail, so that no machine is ever answered."""

import re
from collections.abc import Set
from email import message_from_bytes
from enum import StrEnum

from flufl.bounce import all_failures
from pydantic import BaseModel, ConfigDict

from gateways.mime import IncomingMail
from gateways.mime.headers import PARSER_FAULTS

BYTES_SEARCHED = 500_000

_DAEMONS = re.compile(r"(?:mailer-daemon|mail-daemon|postmaster|mdaemon|maildaemon)@")
_ABSENT = re.compile(
    r"(?i)^(?:auto(?:matic|matische|matisch)?[ -]?(?:reply|response|antwort)|automatische antwort|abwesen"
    r"|abwesenheitsnotiz|out of (?:the )?office|r[ée]ponse automatique|absence du bureau)"
)
_ORIGINAL_ID = re.compile(rb"(?im)^(?:>\s?)?message-id:\s*(<[^<>\s]{1,300}>)")


class MailClass(StrEnum):
    """What kind of sender a mail has; only a person may be answered automatically."""

    PERSON = "person"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    MAILING_LIST = "mailing_list"
    OWN_ADDRESS = "own_address"


class FailedAddress(BaseModel):
    """An address that a bounce names; not permanent means that the server still tries."""

    model_config = ConfigDict(frozen=True)

    address: str
    permanent: bool


class Classified(BaseModel):
    """The class of a mail and why; for a bounce who failed, and the ids of the mails that it returns."""

    model_config = ConfigDict(frozen=True)

    kind: MailClass
    reason: str = ""
    failed: tuple[FailedAddress, ...] = ()
    returned_ids: tuple[str, ...] = ()

    @property
    def may_be_answered(self) -> bool:
        """Whether an automatic answer is allowed at all."""
        return self.kind is MailClass.PERSON


def classify(mail: IncomingMail, raw: bytes, *, own_addresses: Set[str] = frozenset()) -> Classified:
    """Tells a person from machines by what RFC 3834 and custom mark; never raises. Own addresses in lower case."""
    if reason := _bounce_reason(mail):
        failed = _failed(raw)
        if failed or reason != "null_sender":
            return Classified(kind=MailClass.BOUNCE, reason=reason, failed=failed, returned_ids=_returned(mail, raw))
    if mail.sender and mail.sender.address in own_addresses:
        return Classified(kind=MailClass.OWN_ADDRESS, reason=mail.sender.address)
    for kind, reason in (
        (MailClass.MAILING_LIST, _list_reason(mail)),
        (MailClass.AUTO_REPLY, _automatic_reason(mail)),
    ):
        if reason:
            return Classified(kind=kind, reason=reason)
    return Classified(kind=MailClass.PERSON)


def _bounce_reason(mail: IncomingMail) -> str:
    kind = (mail.header("content-type") or "").lower()
    if kind.startswith("multipart/report") and "delivery-status" in kind:
        return "delivery_report"
    if mail.header("x-failed-recipients"):
        return "x-failed-recipients"
    if mail.sender and _DAEMONS.match(mail.sender.address):
        return "mailer_daemon"
    return "null_sender" if _null_sender(mail) else ""


def _null_sender(mail: IncomingMail) -> bool:
    return mail.envelope_from in ("", "<>") or (mail.header("return-path") or "").strip() == "<>"


def _list_reason(mail: IncomingMail) -> str:
    named = next((name for name, _ in mail.headers if name.startswith("list-")), "")
    return named or ("precedence=list" if _precedence(mail) == "list" else "")


def _automatic_reason(mail: IncomingMail) -> str:
    submitted = (mail.header("auto-submitted") or "no").split(";")[0].strip().lower()
    if submitted not in ("no", ""):
        return f"auto-submitted={submitted[:40]}"
    if _precedence(mail) in ("bulk", "junk", "auto_reply"):
        return f"precedence={_precedence(mail)}"
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from"):
        if (mail.header(name) or "no").lower() != "no":
            return name
    if "autoreply" in (mail.header("x-auto-response-suppress") or "").lower():
        return "x-auto-response-suppress"
    if (mail.header("x-auto-response-suppress") or "").strip().lower() == "all":
        return "x-auto-response-suppress"
    if _null_sender(mail):
        return "null_sender"
    return "subject" if _ABSENT.match(mail.subject) else ""


def _precedence(mail: IncomingMail) -> str:
    return (mail.header("precedence") or "").strip().lower()


def _failed(raw: bytes) -> tuple[FailedAddress, ...]:
    try:
        temporary, permanent = all_failures(message_from_bytes(raw[:BYTES_SEARCHED]))
    except PARSER_FAULTS:
        return ()
    named = {_text(address): False for address in temporary} | {_text(address): True for address in permanent}
    return tuple(FailedAddress(address=address, permanent=named[address]) for address in sorted(named) if address)


def _text(address: bytes | str) -> str:
    text = address.decode("utf-8", "replace") if isinstance(address, bytes) else address
    return text.strip().lower()[:320]


def _returned(mail: IncomingMail, raw: bytes) -> tuple[str, ...]:
    found = (match.decode("ascii", "replace") for match in _ORIGINAL_ID.findall(raw[:BYTES_SEARCHED]))
    return tuple(dict.fromkeys(name for name in found if name != mail.message_id))[:20]
