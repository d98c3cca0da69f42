"""Bank files: what is read of CAMT.053 and of exports, and what is refused before anything is stored."""

from datetime import date
from decimal import Decimal

import pytest

from domain.billing.errors import BankFileUnreadable
from gateways.bank_files import TableForm, read_bank_file
from gateways.bank_files.opening import LARGEST_BYTES
from tests.billing.statements import ACCOUNT, ANNAS, FORM, amounts, camt, entry, movements, part, statements


@pytest.mark.parametrize("version", [2, 4, 8, 13])
def test_an_entry_of_camt_has_its_payer_text_and_references(version: int) -> None:
    """Whatever the version, the same elements are read."""
    (statement,) = statements(camt(entry("120.00", "INV-1001", ref="B1", e2e="E2E-1"), version=version))
    (found,) = statement.movements
    assert (statement.account, statement.statement) == (ACCOUNT, "STMT-1")
    assert (found.amount.amount, found.is_credit, found.booked_date) == (Decimal(120), True, date(2011, 11, 14))
    assert (found.remitter_name, found.remitter_account, found.reference) == ("A Payer", ANNAS, "INV-1001")
    assert (found.bank_reference, found.end_to_end_id, found.returns_reference) == ("B1", "E2E-1", None)


@pytest.mark.parametrize("filler", ["NONREF", "NOTPROVIDED"])
def test_what_fills_the_place_of_a_reference_is_none(filler: str) -> None:
    """Two entries without a reference of their own are not one; nor does a return name what it takes back by it."""
    (found,) = movements(camt(entry("5.00", "a", ref=filler, e2e=filler, more="<RtrInf/>", indicator="DBIT")))
    assert (found.bank_reference, found.end_to_end_id, found.returns_reference) == (None, None, None)
    (row,) = movements(f"Date,Amount,FITID,End to end id\n2011-11-14,5,{filler},{filler}\n".encode())
    assert (row.bank_reference, row.end_to_end_id) == (None, None)


@pytest.mark.parametrize(("told", "is_return"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_a_reversal_is_told_as_xml_tells_yes(told: str, is_return: bool) -> None:
    """“true” and “1” are the same."""
    content = camt(entry("5.00", "a", ref="B1", e2e="E1", indicator="DBIT"))
    (found,) = movements(content.replace(b"<Sts>", f"<RvslInd>{told}</RvslInd><Sts>".encode()))
    assert found.returns_reference == ("E1" if is_return else None)


def test_a_bad_number_is_named_with_its_field() -> None:
    """In an amount, in the sum of a summary, or so large that no books hold it."""
    summary = "<TxsSummry><TtlNtries><NbOfNtries>{}</NbOfNtries><Sum>{}</Sum></TtlNtries></TxsSummry>"
    for content, said in (
        (camt(entry("abc", "a", ref="B1")), "Amt “abc” is no number"),
        (camt(entry("1e40", "a", ref="B1")), "Amt “1e40” is no amount of money"),
        (camt(entry("5", "a", ref="B1", currency="")), "“” is no currency"),
        (camt(entry("5", "a", ref="B1"), summary=summary.format("one", "5")), "TtlNtries “one” is no number"),
        (camt(entry("5", "a", ref="B1"), summary=summary.format("1", "5,00")), "TtlNtries “5,00” is no number"),
        (b"Date,Amount\n2011-11-14,1e40\n", "line 2: “1e40” is no amount of money"),
    ):
        with pytest.raises(BankFileUnreadable) as refused:
            read_bank_file(content, FORM)
        assert said in refused.value.facts["problems"]


def test_what_is_not_booked_yet_is_left_out() -> None:
    """A pending entry comes again when it is booked."""
    assert amounts(camt(entry("1.00", "a", ref="B1"), entry("2.00", "b", ref="B2", status="PDNG"))) == [Decimal(1)]


def test_a_batch_becomes_its_transactions_and_must_come_to_its_sum() -> None:
    """30 and 70 of a batch of 100 are two movements; of a batch of 101 they are a refusal."""
    details = part("30.00", "OLD-1", ref="P1") + part("70.00", "OLD-2", ref="P2")
    found = movements(camt(entry("100.00", "", ref="B1", details=details)))
    assert [(each.amount.amount, each.reference, each.bank_reference) for each in found] == [
        (Decimal(30), "OLD-1", "P1"), (Decimal(70), "OLD-2", "P2"),
    ]  # fmt: skip
    with pytest.raises(BankFileUnreadable):
        movements(camt(entry("101.00", "", ref="B1", details=details)))


def test_the_sums_that_a_bank_tells_are_checked() -> None:
    """Two entries of 30 together; a summary of 31, or of three entries, is refused."""
    entries = (entry("10.00", "a", ref="B1"), entry("20.00", "b", ref="B2"))
    good = "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>30.00</Sum></TtlNtries></TxsSummry>"
    assert len(movements(camt(*entries, summary=good))) == 2
    for bad in (good.replace("30.00", "31.00"), good.replace(">2<", ">3<")):
        with pytest.raises(BankFileUnreadable):
            movements(camt(*entries, summary=bad))


def test_a_returned_direct_debit_names_what_it_takes_back() -> None:
    """A debit with a reason of return carries the reference of the payment that it undoes."""
    more = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></RtrInf>"
    (found,) = movements(camt(entry("50.00", "", ref="B9", e2e="E2E-1", indicator="DBIT", more=more)))
    assert (found.is_credit, found.returns_reference, found.return_reason) == (False, "E2E-1", "AC04 closed")


@pytest.mark.parametrize(
    "content",
    [
        b"<Document", b"<html/>", b"", b"  ",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
        camt(entry("12.345", "a", ref="B1")), camt(entry("abc", "a", ref="B1")), camt(entry("-5.00", "a", ref="B1")),
        camt(entry("5.00", "a", ref="B1")).replace(b"2011-11-14", b"2011-13-14"),
        b"x" * (LARGEST_BYTES + 1),
    ],
)  # fmt: skip
def test_what_is_no_statement_is_refused(content: bytes) -> None:
    """Broken, empty, hostile, huge, or with amounts and dates that are none."""
    with pytest.raises(BankFileUnreadable):
        read_bank_file(content, FORM)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Date,Description,Amount\n2011-11-14,OLD-1,120.50\n14/11/2011,fees,-3.00\n", ["120.50", "-3.00"]),
        (
            "Buchungstag;Verwendungszweck;Betrag\n14.11.2011;OLD-1;1.120,50\n14.11.11;Porto;3,00-\n",
            ["1120.50", "-3.00"],
        ),
        ("Date,Reference,Paid in,Paid out\n2011-11-14,OLD-1,120.5,\n2011-11-14,fees,,3\n", ["120.5", "-3"]),
        ("Date\tMemo\tAmount\n20111114\tOLD-1\t1'120.50\n", ["1120.50"]),
    ],
)
def test_exports_are_read_however_banks_write_them(text: str, expected: list[str]) -> None:
    """Separators, dates, decimal marks, signs and names of columns."""
    assert amounts(text.encode()) == [Decimal(amount) for amount in expected]


def test_a_column_is_named_and_a_number_that_could_be_either_is_asked_about() -> None:
    """1.234 is a thousand or a fraction: refused with its line until somebody says which."""
    text = b"When,What,How much\n2011-11-14,OLD-1,1.234\n"
    mapping = {"booked_date": "When", "reference": "What", "amount": "How much"}
    with pytest.raises(BankFileUnreadable) as refused:
        read_bank_file(text, TableForm(ACCOUNT, "GBP", mapping))
    assert "line 2" in refused.value.facts["problems"]
    (statement,) = read_bank_file(text, TableForm(ACCOUNT, "GBP", mapping, ","))
    assert statement.movements[0].amount.amount == Decimal(1234)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Date,Amount\n14.11.2011,abc\nnever,5\n", "line 2: “abc” is no amount; line 3: “never” is no date"),
        ("Date,Amount\n14.11.2011,0\n", "line 2: the amount is nothing"),
        ("Date,Amount,Currency\n14.11.2011,5,pounds\n", "line 2: “POUNDS” is no currency"),
        ("Date,Text\n14.11.2011,5\n", "no column for the date or the amount"),
        ("Date,Amount\n", "no entry is in it"),
        ("Date,Amount,Value\n14.11.2011,5,6\n", "two columns could be amount"),
    ],
)
def test_every_bad_line_is_named(text: str, said: str) -> None:
    """Nothing is guessed; the refusal says where."""
    with pytest.raises(BankFileUnreadable) as refused:
        read_bank_file(text.encode(), FORM)
    assert said in refused.value.facts["problems"]
