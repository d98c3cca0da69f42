"""Whether the From of a mail can be believed.

Our own mail server's word counts when it is named: the topmost `Authentication-Results` with exactly its id. That
server must strip such headers from what it takes in, as RFC 8601 asks. Without it, DKIM is checked here, but only
where a resolver is given; no name is ever looked up otherwise.
"""

from collections.abc import Callable, Iterator
from email.parser import BytesHeaderParser

from authheaders import AuthenticationResultsHeader, get_org_domain
from authres import AuthResError
from dkim import DKIM, DKIMException
from dns.exception import DNSException
from pydantic import BaseModel, ConfigDict

from gateways.mime import IncomingMail
from gateways.mime.guard import MailLimits, header_block
from gateways.mime.headers import HEADER_CHARACTERS, PARSER_FAULTS, clean

SIGNATURES_CHECKED = 5

Resolver = Callable[[str], list[str]]
"""The TXT records of a name, each as one text; an empty list where there are none."""


class Trust(BaseModel):
    """Whether the sender is who From says; `reason` is a code such as `dmarc_pass` or `not_aligned`."""

    model_config = ConfigDict(frozen=True)

    verified: bool
    reason: str
    domain: str = ""


def verify_sender(
    raw: bytes, mail: IncomingMail, *, authserv_id: str | None = None, resolver: Resolver | None = None
) -> Trust:
    """Judges the one From address of a mail; never raises. Several From addresses are never verified."""
    if mail.sender is None or mail.from_count != 1:
        return Trust(verified=False, reason="no_single_from")
    domain = mail.sender.address.rpartition("@")[2]
    reasons = []
    if authserv_id:
        judged = _by_our_server(raw, domain, authserv_id)
        if judged.verified or judged.reason == "dmarc_fail":
            return judged
        reasons.append(judged.reason)
    if resolver is not None and mail.refusal is None:
        judged = _by_signature(raw, domain, resolver)
        if judged.verified:
            return judged
        reasons.append(judged.reason)
    return Trust(verified=False, reason=reasons[-1] if reasons else "not_checked", domain=domain)


def _by_our_server(raw: bytes, domain: str, authserv_id: str) -> Trust:
    results = list(_results(raw, authserv_id))
    if not results:
        return Trust(verified=False, reason="no_result_of_our_server", domain=domain)
    verdicts = [result for method, result, name in results if method == "dmarc" and (not name or name == domain)]
    if "fail" in verdicts:
        return Trust(verified=False, reason="dmarc_fail", domain=domain)
    if ("dmarc", "pass", domain) in results:
        return Trust(verified=True, reason="dmarc_pass", domain=domain)
    signers = [name for method, result, name in results if method == "dkim" and result == "pass"]
    if any(_aligned(name, domain) for name in signers):
        return Trust(verified=True, reason="dkim_pass", domain=domain)
    return Trust(verified=False, reason="not_aligned" if signers else "no_pass", domain=domain)


def _results(raw: bytes, authserv_id: str) -> Iterator[tuple[str, str, str]]:
    """Method, result and the domain it is about, of the topmost unbroken run of our server's headers."""
    started = False
    # The raw values: decoding encoded words first would let a sender's address write results of its own.
    for name, value in BytesHeaderParser().parsebytes(header_block(raw, MailLimits())).raw_items():
        line = " ".join(clean(str(value)[:HEADER_CHARACTERS]).split())
        ours = name.lower() == "authentication-results" and _said_by(line) == authserv_id
        parsed = _parsed(line) if ours else None
        if parsed is None and (started or ours):
            # What stands below may be the sender's own, also when our server's word cannot be read.
            return
        started = started or ours
        for result in parsed.results if parsed else ():
            about = "from" if result.method == "dmarc" else "d"
            domains = [str(p.value).lower() for p in result.properties if p.type == "header" and p.name == about]
            # An identity header.i is not the signing domain; without header.d nothing is proved.
            yield str(result.method), str(result.result), domains[0].lstrip("@") if domains else ""


def _said_by(line: str) -> str:
    words = line.partition(";")[0].split()
    return words[0] if words else ""


def _parsed(line: str) -> AuthenticationResultsHeader | None:
    try:
        return AuthenticationResultsHeader.parse(f"Authentication-Results: {line}")
    except (AuthResError, *PARSER_FAULTS):
        return None


def _by_signature(raw: bytes, domain: str, resolver: Resolver) -> Trust:
    signers = list(_signers(raw, resolver))
    if not signers:
        return Trust(verified=False, reason="no_valid_signature", domain=domain)
    strict = _asks_for_strict_alignment(domain, resolver)
    if any(name == domain or (not strict and _aligned(name, domain)) for name in signers):
        return Trust(verified=True, reason="dkim_pass", domain=domain)
    return Trust(verified=False, reason="not_aligned", domain=domain)


def _signers(raw: bytes, resolver: Resolver) -> Iterator[str]:
    """The domains whose signature over the whole body holds."""

    def records(name: bytes | str, timeout: int = 5) -> bytes:
        del timeout
        text = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        return "".join(resolver(text.rstrip("."))[:1]).encode()

    for index in range(SIGNATURES_CHECKED):
        try:
            checked = DKIM(raw)
            if not checked.verify(idx=index, dnsfunc=records):
                continue
            fields = checked.signature_fields
            # With l= anyone may append a body of their own.
            if b"l" not in fields:
                yield fields.get(b"d", b"").decode("ascii", "replace").lower()
        except (DKIMException, DNSException, OSError, *PARSER_FAULTS):
            continue


def _asks_for_strict_alignment(domain: str, resolver: Resolver) -> bool:
    try:
        found = resolver(f"_dmarc.{domain}") or resolver(f"_dmarc.{get_org_domain(domain)}")
    except (DNSException, OSError, *PARSER_FAULTS):
        return True
    tags = [tag.strip().replace(" ", "").lower() for record in found for tag in record.split(";")]
    return "adkim=s" in tags


def _aligned(signer: str, domain: str) -> bool:
    if not signer or not domain:
        return False
    if signer == domain:
        return True
    try:
        own, theirs = get_org_domain(domain), get_org_domain(signer)
    except PARSER_FAULTS:
        return False
    return bool(own) and own == theirs and "." in own
