"""Owns Slack's markup: what people wrote is shown as they wrote it and can never become markup of ours."""

import re

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]+")


def clipped(text: str, most: int) -> str:
    """The text in at most `most` characters; a cut is shown by an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def one_line(text: str, most: int = 300) -> str:
    """The text on one line without control characters, clipped."""
    return clipped(" ".join(_CONTROL.sub(" ", text).split()), most)


def safe(text: str, most: int = 300) -> str:
    """User text as mrkdwn on one line: no mention, channel or link can be formed by it."""
    return one_line(text, most).translate(_ESCAPES)


def bold(text: str, most: int = 300) -> str:
    """User text in bold; a star inside it would end the bold early, so it is replaced by its look-alike."""
    inner = safe(text, most).replace("*", "∗").strip()
    return f"*{inner}*" if inner else ""


def quoted(text: str, most: int = 600) -> str:
    """User text as a block quote, its own lines kept."""
    lines = clipped(_CONTROL.sub(" ", text.replace("\r\n", "\n")).strip(), most).split("\n")
    return "\n".join(f"> {line.translate(_ESCAPES)}" for line in lines)


def link(url: str, label: str) -> str:
    """A link of ours; characters that could end it early are escaped."""
    target = url.translate(_ESCAPES).replace("|", "%7C").replace(" ", "%20")
    return f"<{target}|{safe(label).replace('|', '¦')}>"
