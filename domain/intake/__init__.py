"""Words become an order request: what a person wrote is read, explained and never guessed at in silence.

Words: message, reading, question, span, unexplained, correction (a person says which article words mean), case (a
message with what was finally confirmed: the company's own corpus). Doors: `service`, `queries`, `schemas`.
"""
