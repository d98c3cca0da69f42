"""Words become an order request: what a person wrote is read, explained and never guessed at in silence.

Words: message, reading, question, span, unexplained. Doors: `service`, `schemas`.
"""
