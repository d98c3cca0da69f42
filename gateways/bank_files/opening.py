"""Owns which of the two ways a bank's file is read, and how large it may be."""

from domain.billing.errors import BankFileUnreadable
from domain.billing.schemas import BankStatement
from gateways.bank_files.camt import read_camt
from gateways.bank_files.table import TableForm, read_table

#: A year of a busy account is a tenth of it.
LARGEST_BYTES = 32 * 1024 * 1024


def read_bank_file(content: bytes, form: TableForm) -> tuple[BankStatement, ...]:
    """The statements of a file; `form` says how a table is to be read. Raises BankFileUnreadable."""
    if len(content) > LARGEST_BYTES:
        raise BankFileUnreadable(problems=f"larger than {LARGEST_BYTES // 1024 // 1024} MB")
    if not content.strip():
        raise BankFileUnreadable(problems="the file is empty")
    is_xml = content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    return read_camt(content) if is_xml else (read_table(content, form),)
