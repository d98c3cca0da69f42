"""Figures over everything that happened, for a period in the company's time zone. It only reads.

Words: period, due line, first attempt, share, base. Doors: `queries.figures`, `schemas`, `errors`. It stands above
every other context and looks at their tables by name, set by set (docs/decisions/0019-figures.md).
"""
