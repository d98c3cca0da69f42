"""Slack's Web API as the bot sees it: one function per method, errors with Slack's codes."""
