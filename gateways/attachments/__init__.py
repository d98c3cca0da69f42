"""A file that came with a message becomes tables of text cells, or a plain reason why not.

The doors are `read_file` and, for all files of a message, `FileReader`. Reading never raises, whatever the bytes
are; nothing in a file is ever run, and what could hang, swell or crash while it is taken apart is taken apart in a
process of its own with limits.
"""

from gateways.attachments.opening import LIMITS, FileReader, read_file
from gateways.attachments.schemas import FileContents, FileLimits, FileTable, Remark, Unread

__all__ = ["LIMITS", "FileContents", "FileLimits", "FileReader", "FileTable", "Remark", "Unread", "read_file"]
