"""Who decides: requests for a decision, bound to what was shown, decided once by somebody who may.

Words: approval request, decision, snapshot. Doors: `service`, `queries`, `schemas`, `errors`.
"""
