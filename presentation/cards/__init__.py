"""Owns what people see in Slack: cards, modals and App Home, as typed functions from values to Block Kit."""
