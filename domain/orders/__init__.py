"""The order and its life: drafts, confirmation, holds, promises, and how far each line has come.

Words: draft, order line, confirm, hold, release, backorder, promised date, amendment, re-sent PO.
Doors: `service`, `queries`, `schemas`, `lifecycle`, `events`, `errors`.
"""
