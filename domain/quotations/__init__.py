"""Priced offers with a validity: made, revised, sent, accepted into orders, declined, expired.

Words: quotation (QU-1042), valid until, revision, accepted, taken (what became orders).
Doors: `service`, `queries`, `schemas`, `lifecycle`, `events`, `errors`.
"""
