"""A bank's file becomes statements: CAMT.053 as XML, or an export as CSV. Nothing in a file is ever run or fetched."""

from gateways.bank_files.camt import read_camt
from gateways.bank_files.opening import read_bank_file
from gateways.bank_files.table import TableForm, read_table

__all__ = ["TableForm", "read_bank_file", "read_camt", "read_table"]
