"""Pages, health and figures of a running server, and the door for Slack's requests."""
