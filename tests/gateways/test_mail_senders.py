"""Who wrote a mail: persons told from machines, and senders believed only on proof."""

import base64
import random
from functools import cache
from typing import Any

import dkim
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateways.mail_filter import Classified, FailedAddress, MailClass, classify
from gateways.mail_trust import Trust, verify_sender
from gateways.mime import parse_mail

OWN = frozenset({"orders@harbour.example"})
BODY = b"\r\nTwo cases of A-1\r\n"
PERSON = b"From: Ann <ann@customer.example>\r\nTo: orders@harbour.example\r\nSubject: Order\r\n"
REPORT = (
    b"Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\r\n"
    b"To: orders@harbour.example\r\nSubject: Undelivered\r\nAuto-Submitted: auto-replied\r\n"
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    b"--b\r\n\r\nSorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
    b"Final-Recipient: rfc822; Ann@customer.example\r\nAction: %s\r\nStatus: %s\r\n\r\n"
    b"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <key@harbour.example>\r\nSubject: x\r\n\r\nx\r\n--b--\r\n"
)


def kind_of(raw: bytes, envelope_from: str | None = "ann@customer.example") -> Classified:
    """The class of a raw mail."""
    return classify(parse_mail(raw, envelope_from=envelope_from), raw, own_addresses=OWN)


def test_i1_a_person_may_be_answered() -> None:
    """An ordinary order, also when the server marks it as not automatic."""
    assert kind_of(PERSON + BODY) == Classified(kind=MailClass.PERSON)
    assert kind_of(PERSON + b"Auto-Submitted: no\r\nPrecedence: normal\r\n" + BODY).may_be_answered


@pytest.mark.parametrize(
    ("headers", "kind", "reason"),
    [
        (b"Auto-Submitted: auto-notified\r\n", MailClass.AUTO_REPLY, "auto-submitted=auto-notified"),
        (b"Auto-Submitted: auto-generated; owner=x\r\n", MailClass.AUTO_REPLY, "auto-submitted=auto-generated"),
        (b"Precedence: bulk\r\n", MailClass.AUTO_REPLY, "precedence=bulk"),
        (b"Precedence: junk\r\n", MailClass.AUTO_REPLY, "precedence=junk"),
        (b"Precedence: list\r\n", MailClass.MAILING_LIST, "precedence=list"),
        (b"List-Unsubscribe: <mailto:x@y>\r\n", MailClass.MAILING_LIST, "list-unsubscribe"),
        (b"X-Auto-Response-Suppress: OOF, AutoReply\r\n", MailClass.AUTO_REPLY, "x-auto-response-suppress"),
        (b"X-Autoreply: yes\r\n", MailClass.AUTO_REPLY, "x-autoreply"),
        (b"Return-Path: <>\r\n", MailClass.AUTO_REPLY, "null_sender"),
    ],
)  # fmt: skip
def test_i1_machines_are_never_answered(headers: bytes, kind: MailClass, reason: str) -> None:
    """Each mark of RFC 3834 and of custom is enough alone."""
    found = kind_of(headers + PERSON + BODY)
    assert (found.kind, found.reason, found.may_be_answered) == (kind, reason, False)


def test_i1_null_senders_own_addresses_and_absences_are_never_answered() -> None:
    """Known by the envelope, by the address, and by the subject."""
    assert kind_of(PERSON + BODY, envelope_from="").reason == "null_sender"
    own = b"From: Orders@Harbour.example\r\nTo: x@y.example\r\n"
    assert kind_of(own + BODY).kind is MailClass.OWN_ADDRESS
    absent = b"From: ann@private.example\r\nSubject: =?utf-8?q?Abwesenheitsnotiz=3A_Urlaub?=\r\n"
    assert kind_of(absent + BODY) == Classified(kind=MailClass.AUTO_REPLY, reason="subject")


def test_a_delivery_report_names_the_failed_address_and_our_mail() -> None:
    """Permanent where the server gave up, not permanent where it still tries."""
    gone = kind_of(REPORT % (b"failed", b"5.1.1"), envelope_from="")
    assert gone.kind is MailClass.BOUNCE
    assert gone.failed == (FailedAddress(address="ann@customer.example", permanent=True),)
    assert gone.returned_ids == ("<key@harbour.example>",)
    delayed = kind_of(REPORT % (b"delayed", b"4.4.1"), envelope_from="")
    assert delayed.failed == (FailedAddress(address="ann@customer.example", permanent=False),)


SERVER = "mx.harbour.example"
OURS = f"Authentication-Results: {SERVER}"
ENCODED_PASS = "dmarc=3Dpass_header=2Efrom=3Dcustomer=2Eexample"
PASS = "dmarc=pass header.from=customer.example"


def judged(*headers: str, authserv_id: str | None = SERVER) -> Trust:
    """The trust in Ann's mail under these headers."""
    raw = "".join(f"{header}\r\n" for header in headers).encode() + PERSON + BODY
    return verify_sender(raw, parse_mail(raw), authserv_id=authserv_id)


def test_i2_our_own_servers_pass_verifies_the_sender() -> None:
    """DMARC for exactly the From domain, or a DKIM signature aligned with it."""
    passed = judged(f"Authentication-Results: {SERVER};\r\n dmarc=pass header.from=customer.example")
    assert passed == Trust(verified=True, reason="dmarc_pass", domain="customer.example")
    signed = judged(f"Authentication-Results: {SERVER}; dkim=pass header.d=customer.example header.s=s")
    assert signed == Trust(verified=True, reason="dkim_pass", domain="customer.example")


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ([], "no_result_of_our_server"),
        ([f"Authentication-Results: other.example; {PASS}"], "no_result_of_our_server"),
        ([f"Authentication-Results: x.{SERVER}; {PASS}"], "no_result_of_our_server"),
        ([f"{OURS}; dmarc=pass header.from=evil.example"], "no_pass"),
        ([f"{OURS}; dkim=pass header.d=evil.example"], "not_aligned"),
        ([f"{OURS}; dkim=pass header.i=@customer.example"], "not_aligned"),
        ([f"{OURS}; spf=pass smtp.mailfrom=ann@customer.example"], "no_pass"),
        ([f"{OURS}; dmarc=fail header.from=customer.example; dkim=pass header.d=customer.example"], "dmarc_fail"),
        ([f'{OURS}; spf=pass smtp.mailfrom="x; {PASS}"@evil.example'], "no_pass"),
        ([f"{OURS}; spf=pass smtp.mailfrom==?utf-8?q?x=3B_{ENCODED_PASS}?="], "no_pass"),
        ([f"{OURS}; none", "Received: by x", f"{OURS}; {PASS}"], "no_result_of_our_server"),
        ([f"{OURS}; ((((; =;= dmarc"], "no_result_of_our_server"),
        ([f"{OURS}; ((((; =;= dmarc", f"{OURS}; {PASS}"], "no_result_of_our_server"),
    ],
)  # fmt: skip
def test_i2_what_our_server_did_not_say_proves_nothing(headers: list[str], reason: str) -> None:
    """Other ids, other domains, forged values inside ours, and older headers below are ignored."""
    found = judged(*headers)
    assert (found.verified, found.reason) == (False, reason)


def test_i2_two_from_addresses_are_never_verified() -> None:
    """It is not known which of them was meant."""
    raw = f"Authentication-Results: {SERVER}; dmarc=pass header.from=customer.example\r\n".encode()
    raw += b"From: ann@customer.example\r\nFrom: eve@evil.example\r\n" + BODY
    assert verify_sender(raw, parse_mail(raw), authserv_id=SERVER).reason == "no_single_from"


class Key:
    """A small RSA key of the test's own, the same each time."""

    def __init__(self) -> None:
        chance = random.Random(1042)
        p, q = self._prime(chance), self._prime(chance)
        n, e = p * q, 65537
        d = pow(e, -1, (p - 1) * (q - 1))
        numbers = [0, n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)]
        private = base64.encodebytes(self._sequence(numbers))
        self.private = b"-----BEGIN RSA PRIVATE KEY-----\n" + private + b"-----END RSA PRIVATE KEY-----\n"
        self.public = base64.b64encode(self._sequence([n, e])).decode()

    @classmethod
    @cache
    def made(cls) -> "Key":
        """The one key, made once."""
        return cls()

    @staticmethod
    def _der(tag: int, content: bytes) -> bytes:
        length = len(content).to_bytes(2, "big")
        return bytes([tag, 0x82]) + length + content

    def _sequence(self, numbers: list[int]) -> bytes:
        fields = [self._der(2, number.to_bytes(number.bit_length() // 8 + 1, "big")) for number in numbers]
        return self._der(0x30, b"".join(fields))

    @staticmethod
    def _prime(chance: random.Random) -> int:
        while True:
            number = chance.getrandbits(512) | (3 << 510) | 1
            if all(pow(base, number - 1, number) == 1 for base in (2, 3, 5, 7, 11)):
                return number

    def sign(self, raw: bytes, domain: bytes, **options: Any) -> bytes:
        """The mail under a DKIM signature of the domain."""
        return dkim.sign(raw, b"s1", domain, self.private, include_headers=[b"from", b"subject"], **options) + raw

    def records(self, dmarc: str) -> dict[str, list[str]]:
        """What the DNS of these domains would say."""
        key = [f"v=DKIM1; k=rsa; p={self.public}"]
        signers = {f"s1._domainkey.{name}": key for name in ("acme.co.uk", "mail.acme.co.uk", "evil.co.uk")}
        return {**signers, "_dmarc.acme.co.uk": [dmarc]}


ACME = b"From: ann@acme.co.uk\r\nTo: orders@harbour.example\r\nSubject: Order\r\n" + BODY

SIGNED = Key.made().sign(ACME, b"acme.co.uk")


def test_i2_a_signature_is_checked_here_when_a_resolver_is_given() -> None:
    """Good and aligned passes; altered, foreign, unsigned, partly signed and strict ones do not."""
    key = Key.made()

    def reason(raw: bytes, dmarc: str = "v=DMARC1; p=none") -> tuple[bool, str]:
        records = key.records(dmarc)
        found = verify_sender(raw, parse_mail(raw), resolver=lambda name: records.get(name, []))
        return found.verified, found.reason

    good, sub = key.sign(ACME, b"acme.co.uk"), key.sign(ACME, b"mail.acme.co.uk")
    assert reason(good) == (True, "dkim_pass")
    assert reason(sub) == (True, "dkim_pass")
    assert reason(sub, "v=DMARC1; p=none; adkim=s") == (False, "not_aligned")
    assert reason(good.replace(b"Two cases", b"200 cases")) == (False, "no_valid_signature")
    assert reason(key.sign(ACME, b"acme.co.uk", length=True)) == (False, "no_valid_signature")
    assert reason(key.sign(ACME, b"evil.co.uk")) == (False, "not_aligned")
    assert reason(ACME) == (False, "no_valid_signature")


def test_no_name_is_looked_up_by_default() -> None:
    """Without an id of ours and without a resolver nothing is known."""
    raw = Key.made().sign(ACME, b"acme.co.uk")
    assert verify_sender(raw, parse_mail(raw)) == Trust(verified=False, reason="not_checked", domain="acme.co.uk")


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
def test_mangled_mails_are_classified_and_judged(seed: int) -> None:
    """Whatever stands in reports, results and signatures, there is an answer."""
    chance = random.Random(seed)
    good = chance.choice([REPORT % (b"failed", b"5.1.1"), f"{OURS}; {PASS}\r\n".encode() + PERSON + BODY, SIGNED])
    raw = bytearray(good)
    for _ in range(chance.randint(1, 10)):
        start = chance.randrange(len(raw))
        end = min(len(raw), start + chance.choice([1, 3, 40]))
        piece = bytes(raw[start:end])
        raw[start:end] = chance.choice([b"", piece * 3, piece[::-1], chance.randbytes(len(piece)), b'";=(\r\n'])
    mail = parse_mail(bytes(raw), envelope_from="")
    assert isinstance(classify(mail, bytes(raw)), Classified)
    records = Key.made().records("v=DMARC1; p=none")
    trust = verify_sender(bytes(raw), mail, authserv_id=SERVER, resolver=lambda name: records.get(name, []))
    assert isinstance(trust, Trust)
