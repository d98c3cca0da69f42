"""Fetches a file from Slack with our token, which leaves for nobody but Slack."""

import http.client
import urllib.request
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from gateways.outcomes import Ambiguous, CallFailed, Later, Rejected

CALL = "a shared file"
_SLACKS = (".slack.com", ".slack-edge.com", ".slack-files.com")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect is where people without a right to the file are sent to sign in; the token must not follow it."""

    def redirect_request(self, *given: Any) -> None:
        """No second request."""


_OPENER = urllib.request.build_opener(_NoRedirects)


def fetched(url: str, *, token: str, api: str, most: int, timeout: float) -> bytes:
    """The bytes behind a file's private address, cut one byte after `most`.

    Raises `CallFailed`: `Rejected` where Slack will never let us have it, `Later` where asking again may help.
    """
    if not _is_slacks(url, api):
        raise CallFailed(CALL, Rejected("address_not_slacks"))
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with _OPENER.open(request, timeout=timeout) as answer:
            content: bytes = answer.read(most + 1)
            kind = answer.headers.get_content_type()
    except HTTPError as refused:
        is_busy = refused.code == http.client.TOO_MANY_REQUESTS or refused.code >= http.client.INTERNAL_SERVER_ERROR
        outcome = Later(5.0, f"http_{refused.code}") if is_busy else Rejected(f"http_{refused.code}")
        raise CallFailed(CALL, outcome) from refused
    except (URLError, OSError, http.client.HTTPException) as broken:
        raise CallFailed(CALL, Ambiguous(type(broken).__name__)) from broken
    if kind == "text/html" and not url.lower().endswith((".html", ".htm")):
        # Without the scope files:read Slack answers with its page to sign in.
        raise CallFailed(CALL, Rejected("sign_in_page"))
    return content


def _is_slacks(url: str, api: str) -> bool:
    """Whether an address is Slack's own, or stands where the Web API is that we were told to use."""
    asked, ours = urlsplit(url), urlsplit(api)
    if (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc):
        return True
    host = asked.hostname or ""
    return asked.scheme == "https" and host.endswith(_SLACKS) and "@" not in asked.netloc
