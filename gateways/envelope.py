"""What the wire says about a mail besides its bytes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Envelope:
    """Who handed a mail over for whom; `mail_from` is "" for a null sender and None where the wire does not say."""

    mail_from: str | None
    rcpt_tos: tuple[str, ...]
    peer: str
