"""Standing orders: what a customer has every week, month or few working days, drafted in time by the calendar.

Words: standing order (ST-1042), rhythm, occurrence, pause, skip.
Doors: `service`, `queries`, `schemas`, `lifecycle`, `events`, `errors`.
"""
