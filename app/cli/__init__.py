"""The command `orderclerk`: one file per group of commands, one door `main`.

Exit status 0, 1 (refused, with reasons) or 2 (wrong usage).
"""

from app.cli.root import main

__all__ = ["main"]
