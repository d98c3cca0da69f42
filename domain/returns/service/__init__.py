"""The verbs of returns: goods may come back, come, are looked at and settled; history is taken over."""

from domain.returns.service.authorising import (
    authorise,
    authorise_request,
    close_returns,
    expire_returns,
    refuse,
    request,
    send_off,
)
from domain.returns.service.importing import import_returns
from domain.returns.service.returning import inspect, receive
from domain.returns.service.settling import keep, settle

__all__ = [
    "authorise",
    "authorise_request",
    "close_returns",
    "expire_returns",
    "import_returns",
    "inspect",
    "keep",
    "receive",
    "refuse",
    "request",
    "send_off",
    "settle",
]
