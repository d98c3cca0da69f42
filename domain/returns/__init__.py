"""What comes back: authorised returns, their arrival, inspection into dispositions, and settlement by credit note.

Words: return, RMA number, returnable, reason, inspection, disposition, settlement.
Doors: `service`, `queries`, `schemas`, `lifecycle`, `events`, `errors`.
"""
