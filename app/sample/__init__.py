"""Larkfield & Co, a wholesaler that does not exist: garden, kitchen and home. Everything here is made up, and made the
same each time. Doors: `service` (writes the files), `staging` (what only verbs can make), `suggestions`.
"""
