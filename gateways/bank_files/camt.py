"""Reads CAMT.053, the account statement of ISO 20022, version 2 and newer. Entities, schemas and the network are off.

A batch becomes its single transactions where the bank tells them. What a batch and the summary say of their sums is
checked here; the balances around the entries are read, and checked by whoever books them.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from domain.billing.errors import BankFileUnreadable
from domain.billing.schemas import BankMovement, BankStatement
from domain.shared.money import Money, is_amount
from gateways.bank_files.references import given

_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)
_YES = frozenset({"true", "1"})
_NAME, _ACCOUNT, _REFERENCE, _TEXT = 250, 40, 80, 4000


def read_camt(content: bytes) -> tuple[BankStatement, ...]:
    """Every statement of a file, booked entries only. Raises BankFileUnreadable."""
    root = _root(content)
    statements = tuple(_statement(found) for found in _all(root, "BkToCstmrStmt", "Stmt"))
    if not statements:
        raise BankFileUnreadable(problems="no CAMT.053 statement is in it")
    return statements


def _root(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise BankFileUnreadable(problems=f"no readable XML: {error.msg}"[:300]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BankFileUnreadable(problems="it has a document type of its own, as no bank's file has")
    return root


def _statement(found: Any) -> BankStatement:
    account = _text(found, "Acct", "Id", "IBAN") or _text(found, "Acct", "Id", "Othr", "Id") or ""
    number = _text(found, "Id") or _text(found, "ElctrncSeqNb")
    entries = [entry for entry in _all(found, "Ntry") if _is_booked(entry)]
    statement = BankStatement(
        account=account[:_ACCOUNT],
        statement=number,
        movements=tuple(movement for entry in entries for movement in _movements(entry)),
        opening=_balance(found, _OPENING),
        closing=_balance(found, _CLOSING),
    )
    _check_totals(found, entries)
    return statement


def _is_booked(entry: Any) -> bool:
    return (_text(entry, "Sts", "Cd") or _text(entry, "Sts") or "BOOK") == "BOOK"


def _movements(entry: Any) -> Iterator[BankMovement]:
    amount, is_credit = _amount(entry), _text(entry, "CdtDbtInd") == "CRDT"
    details = [(detail, _detail_amount(detail)) for detail in _all(entry, "NtryDtls", "TxDtls")]
    told = [part for _, part in details if part is not None and part.currency == amount.currency]
    if len(details) > 1 and len(told) == len(details):
        total = Money.zero(amount.currency)
        for detail, part in details:
            is_same = (_text(detail, "CdtDbtInd") or ("CRDT" if is_credit else "DBIT")) == (
                "CRDT" if is_credit else "DBIT"
            )
            total = total + part if is_same and part else total - (part or Money.zero(amount.currency))
        if total != amount:
            raise BankFileUnreadable(
                problems=f"entry {_text(entry, 'AcctSvcrRef') or ''} of {amount}: its transactions come to {total}"
            )
        for detail, part in details:
            if part:
                yield _movement(entry, detail, part)
    else:
        yield _movement(entry, details[0][0] if len(details) == 1 else None, amount)


def _movement(entry: Any, detail: Any | None, amount: Money) -> BankMovement:
    part = entry if detail is None else detail
    indicator = _text(part, "CdtDbtInd") or _text(entry, "CdtDbtInd")
    is_credit = indicator == "CRDT"
    booked = _day(entry, "BookgDt") or _day(entry, "ValDt")
    if booked is None:
        raise BankFileUnreadable(problems=f"an entry of {amount} has no date")
    is_return = _text(entry, "RvslInd") in _YES or part.find("{*}RtrInf") is not None
    end_to_end = _reference(part, "EndToEndId")
    return BankMovement(
        booked_date=booked,
        value_date=_day(entry, "ValDt") or booked,
        amount=amount,
        is_credit=is_credit,
        remitter_name=_party(part, "Dbtr" if is_credit else "Cdtr"),
        remitter_account=_party_account(part, "DbtrAcct" if is_credit else "CdtrAcct"),
        reference=_remittance(part, entry)[:_TEXT],
        bank_reference=_reference(part, "AcctSvcrRef") or given(_text(entry, "AcctSvcrRef"), _REFERENCE),
        end_to_end_id=end_to_end,
        returns_reference=(end_to_end or _reference(part, "TxId")) if is_return else None,
        return_reason=_return_reason(part) if is_return else None,
    )


def _return_reason(part: Any) -> str:
    code = _text(part, "RtrInf", "Rsn", "Cd") or _text(part, "RtrInf", "Rsn", "Prtry") or "reversed"
    words = " ".join(found.text or "" for found in part.findall("{*}RtrInf/{*}AddtlInf"))
    return f"{code} {words}".strip()[:120]


def _party(part: Any, role: str) -> str | None:
    name = _text(part, "RltdPties", role, "Nm") or _text(part, "RltdPties", role, "Pty", "Nm")
    return name[:_NAME] if name else None


def _party_account(part: Any, role: str) -> str | None:
    found = _text(part, "RltdPties", role, "Id", "IBAN") or _text(part, "RltdPties", role, "Id", "Othr", "Id")
    return found.replace(" ", "").upper()[:_ACCOUNT] if found else None


def _remittance(part: Any, entry: Any) -> str:
    words = [found.text for found in part.findall("{*}RmtInf/{*}Ustrd")]
    words += [found.text for found in part.findall("{*}RmtInf/{*}Strd/{*}RfrdDocInf/{*}Nb")]
    words += [found.text for found in part.findall("{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref")]
    said = " ".join(word.strip() for word in words if word)
    return said or _text(part, "AddtlTxInf") or _text(entry, "AddtlNtryInf") or ""


def _reference(part: Any, name: str) -> str | None:
    return given(_text(part, "Refs", name), _REFERENCE)


def _detail_amount(detail: Any) -> Money | None:
    for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt")):
        found = detail.find("/".join(f"{{*}}{name}" for name in path))
        if found is not None:
            return _money(found)
    return None


def _amount(part: Any) -> Money:
    found = part.find("{*}Amt")
    if found is None:
        raise BankFileUnreadable(problems="an entry has no amount")
    return _money(found)


def _money(found: Any) -> Money:
    value, currency = _number((found.text or "").strip(), "Amt"), found.get("Ccy") or ""
    if not is_amount(value) or value < 0:
        raise BankFileUnreadable(problems=f"Amt “{(found.text or '')[:40]}” is no amount of money")
    if not re.fullmatch("[A-Z]{3}", currency):
        raise BankFileUnreadable(problems=f"“{currency[:10]}” is no currency")
    return Money(value, currency)


def _number(text: str, name: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise BankFileUnreadable(problems=f"{name} “{text[:40]}” is no number") from error


def _balance(found: Any, codes: tuple[str, ...]) -> Money | None:
    for code in codes:
        for balance in _all(found, "Bal"):
            if _text(balance, "Tp", "CdOrPrtry", "Cd") == code:
                amount = _amount(balance)
                return amount if _text(balance, "CdtDbtInd") == "CRDT" else -amount
    return None


def _check_totals(found: Any, entries: list[Any]) -> None:
    summary = found.find("{*}TxsSummry")
    if summary is None:
        return
    for name, kinds in (("TtlNtries", ("CRDT", "DBIT")), ("TtlCdtNtries", ("CRDT",)), ("TtlDbtNtries", ("DBIT",))):
        counted = [_amount(entry).amount for entry in entries if _text(entry, "CdtDbtInd") in kinds]
        told = (_text(summary, name, "NbOfNtries"), _text(summary, name, "Sum"))
        have = (len(counted), sum(counted, Decimal(0)))
        for said, count in zip(told, have, strict=True):
            if said is not None and _number(said, name) != count:
                raise BankFileUnreadable(problems=f"{name} says {said}, the entries come to {count}")


def _day(part: Any, name: str) -> date | None:
    text = _text(part, name, "Dt") or _text(part, name, "DtTm")
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise BankFileUnreadable(problems=f"“{text}” is no date") from error


def _text(part: Any, *path: str) -> str | None:
    found = part.find("/".join(f"{{*}}{name}" for name in path))
    text = (found.text or "").strip() if found is not None else ""
    return text or None


def _all(part: Any, *path: str) -> list[Any]:
    found: list[Any] = part.findall("/".join(f"{{*}}{name}" for name in path))
    return found
