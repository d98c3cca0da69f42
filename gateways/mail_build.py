"""One outgoing mail as bytes on the wire: headers that thread and never loop, text and HTML, attachments."""

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, getaddresses, parseaddr
from typing import Annotated, Literal

import css_inline
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}")
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,500}>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTENT_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,100}")
_REFERENCES_KEPT = 20
_UNFOLDED = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe"})


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _mailbox(text: str) -> str:
    (name, address), *others = getaddresses([text]) or [("", "")]
    local, _, domain = address.rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode('ascii').lower()}"
    except UnicodeError:
        plain = ""
    if others or text != _CONTROL.sub("", text) or not _ADDRESS.fullmatch(plain):
        raise ValueError(f"not an address that can be written to: {text[:100]!r}")
    return str(Address(_one_line(name), addr_spec=plain))


def _content_type(text: str) -> str:
    return text.lower() if _CONTENT_TYPE.fullmatch(text.lower()) else "application/octet-stream"


def _message_id(text: str) -> str:
    if not _MESSAGE_ID.fullmatch(text):
        raise ValueError(f"not a message id: {text[:100]!r}")
    return text


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[\x21-\x3b\x3d\x3f-\x7e]{1,2000}", text):
        raise ValueError(f"not a web address: {text[:100]!r}")
    return text


Mailbox = Annotated[str, AfterValidator(_mailbox)]
OneLine = Annotated[str, AfterValidator(_one_line)]
MessageId = Annotated[str, AfterValidator(_message_id)]


class OutgoingAttachment(BaseModel):
    """One file to send along; the name loses its folders, an odd content type becomes a plain download."""

    model_config = ConfigDict(frozen=True)

    filename: OneLine
    content_type: Annotated[str, AfterValidator(_content_type)] = "application/octet-stream"
    payload: bytes


class OutgoingMail(BaseModel):
    """What one delivery says by mail; addresses as `Name <name@host>`, ids in angle brackets.

    Raises pydantic's ValidationError where an address, a message id or a link could not stand in a header.
    """

    model_config = ConfigDict(frozen=True)

    idempotency_key: str = Field(min_length=1)
    mail_from: Mailbox
    to: tuple[Mailbox, ...] = Field(min_length=1)
    cc: tuple[Mailbox, ...] = ()
    reply_to: Mailbox | None = None
    subject: OneLine
    text: str
    html: str | None = None
    sent_at: datetime
    in_reply_to: MessageId | None = None
    references: tuple[MessageId, ...] = ()
    automatic: Literal["auto-generated", "auto-replied"] | None = "auto-generated"
    unsubscribe_url: Annotated[str, AfterValidator(_url)] | None = None
    attachments: tuple[OutgoingAttachment, ...] = ()


class WirePolicy(EmailPolicy):
    """SMTP's policy, but ids and links are broken between, never inside: the standard one would encode them."""

    def fold(self, name: str, value: str) -> str:
        """One header as text."""
        if name.lower() in _UNFOLDED:
            return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        """One header as bytes."""
        if name.lower() in _UNFOLDED:
            return self.fold(name, value).encode("ascii", "replace")
        return super().fold_binary(name, value)


WIRE = WirePolicy(linesep="\r\n", raise_on_defect=False)


def message_id(idempotency_key: str, mail_from: str) -> str:
    """The Message-ID of a delivery: the same for each try, so that a second copy can be told as one."""
    digest = hashlib.sha256(idempotency_key.encode()).hexdigest()[:32]
    return f"<{digest}@{parseaddr(mail_from)[1].rpartition('@')[2] or 'localhost'}>"


def build_mail(mail: OutgoingMail) -> EmailMessage:
    """The mail ready to send; nothing in it can add a header or a recipient."""
    built = EmailMessage(policy=WIRE)
    for name, value in _headers(mail).items():
        built[name] = value
    built.set_content(_clean(mail.text), cte="quoted-printable")
    if mail.html is not None:
        built.add_alternative(_inlined(mail.html), subtype="html", cte="quoted-printable")
    for attachment in mail.attachments:
        main, _, sub = attachment.content_type.partition("/")
        # Only message/* is refused by the standard library for bytes; it travels as a plain download.
        if main in ("message", "multipart"):
            main, sub = "application", "octet-stream"
        name = re.split(r"[/\\]", attachment.filename)[-1] or "attachment"
        built.add_attachment(attachment.payload, maintype=main, subtype=sub, filename=name)
    return built


def _headers(mail: OutgoingMail) -> dict[str, str]:
    headers = {
        "From": mail.mail_from,
        "To": ", ".join(mail.to),
        "Cc": ", ".join(mail.cc),
        "Reply-To": mail.reply_to or "",
        "Subject": mail.subject[:500],
        "Date": format_datetime(mail.sent_at),
        "Message-ID": message_id(mail.idempotency_key, mail.mail_from),
        "In-Reply-To": mail.in_reply_to or "",
        "References": " ".join(_thread(mail)),
    }
    if mail.automatic:
        headers["Auto-Submitted"] = mail.automatic
        headers["X-Auto-Response-Suppress"] = "All"
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return {name: value for name, value in headers.items() if value}


def _thread(mail: OutgoingMail) -> list[str]:
    known = [*mail.references, *([mail.in_reply_to] if mail.in_reply_to else [])]
    ids = list(dict.fromkeys(known))
    # The first names the thread, the last ones its end; the middle is what may be lost.
    return ids if len(ids) <= _REFERENCES_KEPT else [ids[0], *ids[-_REFERENCES_KEPT + 1 :]]


def _inlined(html: str) -> str:
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
    return str(inliner.inline(_clean(html)))


def _clean(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
