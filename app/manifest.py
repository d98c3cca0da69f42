"""Owns the Slack app manifest: made from what the code listens to, so that it cannot be out of date."""

from typing import Any

from bot.listeners import COMMANDS

DESCRIPTIONS = {
    "/order": ("Order for a customer", "thistle want 5 doz jumbo bags by friday, PO TT-4411"),
    "/stock": ("What is in stock, and when more could be", "40 owl doorstops"),
    "/status": ("Where an order is, or what a customer waits for", "SO-1042"),
}
BOT_EVENTS = (
    "app_home_opened",
    "app_mention",
    "message.channels",
    "message.groups",
    "message.im",
)
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "users:read",
    "users:read.email",
)


def manifest(public_url: str | None) -> dict[str, Any]:
    """The app manifest; with a public address requests come by HTTP, without one by Socket Mode."""
    url = f"{public_url.rstrip('/')}/slack/events" if public_url else None
    request = {"request_url": url} if url else {}
    commands = [
        {
            "command": name,
            "description": DESCRIPTIONS[name][0],
            "usage_hint": DESCRIPTIONS[name][1],
            "should_escape": True,
        }
        | ({"url": url} if url else {})
        for name in COMMANDS
    ]
    return {
        "display_information": {
            "name": "OrderClerk",
            "description": "Reads orders as people write them and keeps every promise in one place.",
            "background_color": "#1f4d3a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "OrderClerk", "always_online": True},
            "slash_commands": commands,
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(BOT_EVENTS)} | request,
            "interactivity": {"is_enabled": True} | request,
            "socket_mode_enabled": url is None,
            "org_deploy_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def _command(name: str) -> dict[str, Any]:
    description, hint = DESCRIPTIONS[name]
    return {"command": name, "description": description, "usage_hint": hint, "should_escape": True}
