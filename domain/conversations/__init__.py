"""Where people talk to us: the inbox of raw messages, the threads they belong to, and the cards we posted.

Words: inbox, incoming message, thread, posted card. Doors: `service`, `queries`, `schemas`, `errors`.
"""
