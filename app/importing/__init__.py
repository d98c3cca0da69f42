"""Files of the import format come in and go out: read, checked row by row and against what is known, stored by the
verbs of the domain. A file is stored whole or not at all.

Words: kind, row, problem, report. Doors: `service` (in), `exporting` (out), `schemas`.
"""
