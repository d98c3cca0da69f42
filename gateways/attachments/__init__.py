"""A file that came with a message becomes tables of text cells, or a plain reason why not.

The door is `read_file`. It never raises, whatever the bytes are; it never runs anything in a file, and what could
hang, swell or crash while it is taken apart is taken apart in a process of its own with limits.
"""

from gateways.attachments.opening import LIMITS, read_file, read_files
from gateways.attachments.schemas import FileContents, FileLimits, FileTable, Remark, Unread

__all__ = ["LIMITS", "FileContents", "FileLimits", "FileTable", "Remark", "Unread", "read_file", "read_files"]
