"""Raw mail becomes a value: bodies, new text, files; and nothing hostile raises or takes long."""

import email.policy
import io
import random
import time
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateways.mime import REPLY_MARKER, Address, IncomingMail, MailRefusal, new_part_of, parse_mail

HEAD = (
    b"From: Ann Example <Ann@Customer.example>\r\nTo: orders@harbour.example\r\nSubject: Order\r\n"
    b"Message-ID: <po-1@customer.example>\r\nDate: Wed, 25 Nov 2026 10:00:00 +0100\r\n"
)
#: Of processor time, so that a busy machine proves nothing.
SECONDS = 5.0


def written(**bodies: str) -> EmailMessage:
    """A mail as a mail program writes it."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = "Ann Büro <Ann@Customer.example>"
    mail["To"] = "orders@harbour.example, Bob <bob@harbour.example>"
    mail["Subject"] = "Bestellung für März"
    mail["References"] = "<a@x> <b@x>"
    mail["In-Reply-To"] = "<b@x>"
    if "text" in bodies:
        mail.set_content(bodies["text"])
    if "html" in bodies and "text" in bodies:
        mail.add_alternative(bodies["html"], subtype="html")
    elif "html" in bodies:
        mail.set_content(bodies["html"], subtype="html")
    return mail


def read(raw: bytes) -> IncomingMail:
    """Parses within the time that any mail may take."""
    started = time.process_time()
    mail = parse_mail(raw, envelope_from="ann@customer.example")
    assert time.process_time() - started < SECONDS
    return mail


def test_headers_are_read_as_clean_values() -> None:
    """Names decoded, addresses in lower case, ids and dates usable."""
    mail = read(HEAD + b"\r\nTwo cases of A-1\r\n")
    assert mail.sender == Address(name="Ann Example", address="ann@customer.example")
    assert mail.message_id == "<po-1@customer.example>"
    assert mail.sent_at == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert mail.text == "Two cases of A-1"
    assert mail.refusal is None
    threaded = read(written(text="x").as_bytes())
    assert threaded.subject == "Bestellung für März"
    assert threaded.sender == Address(name="Ann Büro", address="ann@customer.example")
    assert [address.address for address in threaded.to] == ["orders@harbour.example", "bob@harbour.example"]
    assert threaded.references == ("<a@x>", "<b@x>")
    assert threaded.in_reply_to == "<b@x>"


def test_the_plain_text_is_preferred_and_files_stay_closed() -> None:
    """Alternatives are one text; attachments keep name, type and bytes."""
    mail = written(text="Two cases of A-1\n", html="<p>Two cases of <b>A-1</b></p>")
    mail.add_attachment("sku,quantity\nA-1,2\n", filename="../po.csv", subtype="csv")
    mail.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="po.zip")
    parsed = read(mail.as_bytes())
    assert parsed.text == "Two cases of A-1"
    assert [(a.filename, a.content_type, a.size) for a in parsed.attachments] == [
        ("po.csv", "text/csv", 21),
        ("po.zip", "application/zip", 4),
    ]


def test_html_tables_keep_their_columns() -> None:
    """Each row is a line and cells stand apart; scripts and styles are not read."""
    page = (
        "<style>p{}</style><script>x()</script><p>Please send</p><table><tr><th>SKU</th><th>Qty</th></tr>"
        "<tr><td>A-1</td><td>12</td></tr><tr><td>B-22</td><td>3</td></tr></table>"
    )
    parsed = read(written(html=page).as_bytes())
    lines = [line.split() for line in parsed.text.splitlines() if line.strip()]
    assert lines == [["Please", "send"], ["SKU", "Qty"], ["A-1", "12"], ["B-22", "3"]]


OUTLOOK = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head>
<body lang=EN-GB><div class=WordSection1><p class=MsoNormal>Hi,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal>Please order:<o:p></o:p></p>
<table class=MsoNormalTable border=0 cellspacing=0 cellpadding=0 width=400 style='border-collapse:collapse'>
<tr style='height:15.0pt'><td width=64 nowrap valign=bottom><p class=MsoNormal><b><span>Code<o:p>
</o:p></span></b></p></td>
<td><p class=MsoNormal><b>Description</b></p></td><td><p class=MsoNormal>Qty</p></td><td><p>Price</p></td></tr>
<tr><td><p class=MsoNormal>A-1<o:p></o:p></p></td><td><p class=MsoNormal>Heart of wicker,<br>small</p></td>
<td><p class=MsoNormal align=right>24</p></td><td>1.65</td></tr>
<tr><td><p class=MsoNormal>B-22</p></td><td><p class=MsoNormal>Cups &lt; 8oz &amp; lids</p></td>
<td><p class=MsoNormal><o:p>&nbsp;</o:p></p></td><td>2.95</td></tr></table>
<p class=MsoNormal>Many thanks<o:p></o:p></p></div></body></html>"""
GMAIL = """<div dir="ltr">Hello, <b>please send</b><div><br></div><div><table border="1" cellspacing="0" dir="ltr">
<colgroup><col width="100"><col width="100"></colgroup><tbody><tr><td style="font-weight:bold">SKU</td><td>Qty</td></tr>
<tr><td>A-1</td><td style="text-align:right">12</td></tr><tr><td>B-22</td><td>3</td></tr></tbody></table></div>
<br clear="all"><div>-- <br></div><div class="gmail_signature"><table><tr><td><img src="cid:logo"></td>
<td>Anna<br>Thistle &amp; Thyme</td></tr></table></div></div>"""
LAID_OUT = """<table width="100%"><tr><td align="center"><table width="600">
<tr><td><p>Dear team,</p><p>please send</p></td></tr><tr><td><table><thead><tr><th>SKU</th><th>Qty
</th><th>Note</th></tr></thead><tbody>
<tr><td>A-1</td><td>12</td><td></td></tr><tr><td colspan="2">B-22</td><td>urgent</td></tr></tbody></table></td></tr>
<tr><td>Kind regards</td></tr></table></td></tr></table>"""


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        (
            OUTLOOK,
            [
                "Hi,", "Please order:", "Code\tDescription\tQty\tPrice", "A-1\tHeart of wicker, small\t24\t1.65",
                "B-22\tCups < 8oz & lids\t\t2.95", "Many thanks",
            ],
        ),
        (GMAIL, ["Hello, please send", "SKU\tQty", "A-1\t12", "B-22\t3", "--", "Anna", "Thistle & Thyme"]),
        (
            LAID_OUT,
            ["Dear team,", "please send", "SKU\tQty\tNote", "A-1\t12", "B-22\t\turgent", "Kind regards"],
        ),
    ],
    ids=["outlook", "gmail", "laid-out"],
)  # fmt: skip
def test_each_row_of_a_pasted_table_is_one_line(page: str, rows: list[str]) -> None:
    """Its cells stand between tabs, whatever paragraphs are in them; tables that lay a page out are no rows."""
    parsed = read(written(html=page).as_bytes())
    assert [line.strip() for line in parsed.text.splitlines() if line.strip()] == rows


@pytest.mark.parametrize(
    "quoted",
    [
        '<div class="gmail_quote">On Monday Bob wrote:<blockquote>old</blockquote></div>',
        "<blockquote>old</blockquote>",
        '<div id="divRplyFwdMsg">From: Bob</div><div>old</div><p>older</p>',
    ],
)
def test_quotation_blocks_of_html_are_not_new(quoted: str) -> None:
    """Gmail, Apple and Outlook mark history in their own ways."""
    parsed = read(written(html=f"<p>Yes, 5 please</p>{quoted}").as_bytes())
    assert parsed.new_text == "Yes, 5 please"
    assert "old" in parsed.text


@pytest.mark.parametrize(
    "history",
    [
        "On Mon, Nov 23, 2026 at 9:00 AM Bob <bob@harbour.example> wrote:\n> old\n> older",
        "Am 23.11.2026 um 09:00 schrieb Bob <bob@harbour.example>:\n> alt",
        "Le lun. 23 nov. 2026 à 09:00, Bob <bob@harbour.example> a écrit :\n> vieux",
        "-----Original Message-----\nFrom: Bob\nSent: Monday\nTo: Ann\nSubject: Order\n\nold",
        "Von: Bob <bob@harbour.example>\nGesendet: Montag, 23. November 2026 09:00\nAn: Ann\nBetreff: x\n\nalt",
        f"## {REPLY_MARKER.upper()} ##\n\nYour order SO-1042\n4 cases of A-1",
        f"On Monday, Bob <bob@harbour.example> wrote:\n> {REPLY_MARKER}\n> SO-1042",
    ],
)
def test_quoted_history_is_cut_in_three_languages_and_at_our_marker(history: str) -> None:
    """Only what was added stays, however long it is."""
    order = "\n".join(f"{n} cases of A-{n}" for n in range(1, 120))
    assert new_part_of(f"{order}\n\n{history}") == order
    assert read(HEAD + b"\r\n" + f"{order}\n\n{history}".encode()).new_text == order


def test_order_lines_that_look_like_quotations_stay() -> None:
    """From, On and dashes at the start of a line are no history by themselves."""
    text = "Please order:\nFrom: page 3 of the list, 2 cases A-1\nOn Friday deliver 4 B-2\n-- 3 C-3\nThanks\n5 D-4"
    assert new_part_of(text) == text


def test_answers_below_or_between_quotes_are_kept() -> None:
    """Bottom posting and inline answers are what was written; a forwarded mail is kept whole."""
    below = "On Monday, Bob <bob@harbour.example> wrote:\n> How many?\n\nTwelve, please"
    assert new_part_of(below) == "Twelve, please"
    forwarded = "-----Original Message-----\nFrom: Ann\nSent: Monday\nTo: Bob\nSubject: PO\n\n2 cases A-1"
    assert new_part_of(forwarded) == forwarded


def test_flowed_lines_are_joined_again() -> None:
    """A line ended by a space goes on in the next."""
    flowed = HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\nPlease send 12 \r\ncases of A-1\r\n3 B-2\r\n"
    assert read(flowed).text == "Please send 12 cases of A-1\n3 B-2"


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        (b"iso-8859-1", b"M\xfcller", "Müller"),
        (b"no-such-charset", b"M\xfcller", "Müller"),
        (b"utf-8", b"M\xfcller", "Müller"),
        (b"punycode", b"a-b", "a-b"),
        (b"utf-8", b"nul\x00 and \x1b[31m", "nul and [31m"),
    ],
)
def test_bad_charsets_and_control_characters_become_clean_text(charset: bytes, body: bytes, text: str) -> None:
    """A wrong or missing charset falls back; no control character survives."""
    assert read(HEAD + b'Content-Type: text/plain; charset="' + charset + b'"\r\n\r\n' + body).text == text


def test_a_line_break_inside_a_header_adds_no_address() -> None:
    """Encoded words are decoded after the header was split."""
    sneaky = b"From: =?utf-8?q?Ann_=3Ceve=40evil.example=3E=0D=0ABcc=3A_x?= <ann@customer.example>\r\n\r\nx"
    mail = read(sneaky)
    assert mail.sender == Address(name="Ann <eve@evil.example> Bcc: x", address="ann@customer.example")
    assert mail.from_count == 1
    assert read(b"From: a@x.example, b@y.example\r\nFrom: c@z.example\r\n\r\nx").from_count == 3


def nested(depth: int, *, body: bytes = b"hi") -> bytes:
    """Multiparts inside each other."""
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return HEAD + head + b"\r\n" + body


MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
HOSTILE: dict[str, tuple[bytes, MailRefusal | None]] = {
    "empty": (b"", MailRefusal.EMPTY),
    "blank": (b"\r\n\r\n  \r\n", MailRefusal.EMPTY),
    "eleven megabytes": (HEAD + b"\r\n" + b"x" * 11_000_000, MailRefusal.TOO_LARGE),
    "a huge header": (HEAD + b"X: " + b"a" * 300_000 + b"\r\n\r\nx", MailRefusal.HEADERS_TOO_LONG),
    "forty thousand headers": (HEAD + b"X: a\r\n" * 40_000 + b"\r\nx", None),
    "a million lines": (HEAD + b"\r\n" + b"a\n" * 1_000_000, MailRefusal.TOO_MANY_LINES),
    "a thousand nested parts": (nested(1000), MailRefusal.NESTED_TOO_DEEP),
    "a thousand nested mails": (
        HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1000,
        MailRefusal.NESTED_TOO_DEEP,
    ),
    "the deepest that is read": (nested(29, body=b"a\n" * 100_000), None),
    "a thousand parts": (HEAD + MIXED + b"--b\r\n\r\nx\r\n" * 1000, MailRefusal.TOO_MANY_PARTS),
    "many empty parts": (HEAD + MIXED + b"--b\r\n\r\n" * 90_000, MailRefusal.TOO_MANY_PARTS),
    "addresses without end": (b"From: " + b"a@b.c," * 40_000 + b"\r\n\r\nx", None),
    "comments without end": (b"From: " + b"(" * 30_000 + b"\r\nCc: " + b'"\\' * 9000 + b"\r\n\r\nx", None),
    "deep html": (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 70_000, None),
    "nested tables": (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<table><tr><td>" * 90 + b"hi", None),
    "reply headers without end": (HEAD + b"\r\n" + b"On a " * 50_000 + b"On b\n" * 50_000, None),
    "no headers": (b"\xff\xfe\x00\x00just bytes", None),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_i3_hostile_mail_is_answered_in_time_with_its_refusal(case: str) -> None:
    """No exception, no long work; what is refused says why and keeps its hash."""
    raw, refusal = HOSTILE[case]
    mail = read(raw)
    assert mail.refusal == refusal
    assert mail.size == len(raw)
    assert len(mail.sha256) == 64


def test_i3_a_refused_mail_still_says_who_wrote_it() -> None:
    """So that the sender can be told."""
    mail = read(nested(1000))
    assert mail.sender == Address(name="Ann Example", address="ann@customer.example")
    assert mail.subject == "Order"
    assert mail.text == ""


def test_i3_a_zip_bomb_stays_packed() -> None:
    """Ten megabytes of zeros in some kilobytes are carried as these kilobytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\x00" * 10_000_000)
    mail = written(text="see file")
    mail.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="po.zip")
    parsed = read(mail.as_bytes())
    assert parsed.attachments[0].payload == packed.getvalue()
    assert parsed.attachments[0].size < 20_000


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    """Never an exception, always clean text."""
    mail = read(raw)
    mail.model_dump_json(exclude={"attachments"})


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 2**32))
def test_mangled_mails_are_read_or_refused(seed: int) -> None:
    """Real mails with pieces cut, doubled, swapped and overwritten."""
    chance = random.Random(seed)
    mail = written(text="Two cases of A-1\n", html="<table><tr><td>A-1<td>2</table>")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Bestellung März.pdf")
    mail.add_attachment(written(text="inner"))
    raw = bytearray(mail.as_bytes())
    for _ in range(chance.randint(1, 12)):
        start = chance.randrange(len(raw))
        end = min(len(raw), start + chance.choice([1, 3, 40, 200]))
        piece = bytes(raw[start:end])
        mangled = chance.choice([b"", piece * 3, piece[::-1], chance.randbytes(len(piece)), b'";=?\r\n', b"\r\n\r\n"])
        raw[start:end] = mangled
    read(bytes(raw)).model_dump_json(exclude={"attachments"})
