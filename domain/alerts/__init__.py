"""What was told already: alerts that are only repeated when something changed, and those put to sleep.

Words: alert key (what it is about, and to whom), fingerprint (what it says), told, snoozed. Doors: `service`.
"""
