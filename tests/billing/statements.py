"""Owns bank files to tell stories with: CAMT.053 statements and CSV exports of a small account in pounds."""

from decimal import Decimal

from domain.billing.schemas import BankMovement, BankStatement
from gateways.bank_files import TableForm, read_bank_file

ACCOUNT = "GB33BUKB20201555555555"
ANNAS = "GB29NWBK60161331926819"
FORM = TableForm(account=ACCOUNT, currency="GBP")


def entry(
    amount: str, text: str, *, ref: str, name: str = "A Payer", iban: str = ANNAS, currency: str = "GBP",
    indicator: str = "CRDT", e2e: str = "NOTPROVIDED", details: str | None = None, more: str = "", status: str = "BOOK",
) -> str:  # fmt: skip
    """One entry as a bank writes it."""
    party = "Dbtr" if indicator == "CRDT" else "Cdtr"
    one = (
        f"<TxDtls><Refs><EndToEndId>{e2e}</EndToEndId></Refs>{more}<RltdPties><{party}><Nm>{name}</Nm></{party}>"
        f"<{party}Acct><Id><IBAN>{iban}</IBAN></Id></{party}Acct></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
    )
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{indicator}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt><Dt>2011-11-14</Dt></BookgDt><ValDt><Dt>2011-11-14</Dt></ValDt><AcctSvcrRef>{ref}</AcctSvcrRef>"
        f"<NtryDtls>{details if details is not None else one}</NtryDtls></Ntry>"
    )


def part(amount: str, text: str, *, ref: str) -> str:
    """One transaction of a batch."""
    return (
        f'<TxDtls><Refs><AcctSvcrRef>{ref}</AcctSvcrRef></Refs><Amt Ccy="GBP">{amount}</Amt>'
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
    )


def _balance(code: str, amount: str) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">{amount}</Amt>'
        "<CdtDbtInd>CRDT</CdtDbtInd></Bal>"
    )


def camt(*entries: str, version: int = 2, closing: str | None = None, summary: str = "") -> bytes:
    """A statement that opens with 1,000.00."""
    balances = _balance("OPBD", "1000.00") + _balance("CLBD", closing) if closing else ""
    return (
        f'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02}">'
        f"<BkToCstmrStmt><Stmt><Id>STMT-1</Id><Acct><Id><IBAN>{ACCOUNT}</IBAN></Id></Acct>{balances}{summary}"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def statements(content: bytes) -> tuple[BankStatement, ...]:
    """The statements of a file."""
    return read_bank_file(content, FORM)


def movements(content: bytes) -> tuple[BankMovement, ...]:
    """The movements of the first statement of a file."""
    return statements(content)[0].movements


def amounts(content: bytes) -> list[Decimal]:
    """The amounts of a file, below zero where they went out."""
    return [each.amount.amount if each.is_credit else -each.amount.amount for each in movements(content)]
