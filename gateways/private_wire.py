"""Which addresses may be sent what customers wrote."""

import ipaddress
from urllib.parse import urlsplit


def is_private_wire(url: str) -> bool:
    """Whether nobody on the way can read what is sent there: https, or plain http to this machine.

    Addresses with a user, query or fragment are none: secrets do not belong in an address.
    """
    try:
        address = urlsplit(url)
        address.port  # noqa: B018  # raises ValueError where it is no port
    except ValueError:
        return False
    host = address.hostname or ""
    if not host.isascii() or not url.isascii() or not url.isprintable() or " " in url:
        return False
    if not host or "@" in address.netloc or "?" in url or "#" in url:
        return False
    return address.scheme == "https" or (address.scheme == "http" and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
