"""Owns messages: each has a name, a typed schema, and how it looks as a mail, as a Slack card, or as both."""
