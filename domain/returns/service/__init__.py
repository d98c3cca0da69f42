"""The verbs of returns: goods may come back, come, are looked at and settled; history is taken over."""

from domain.returns.service.importing import import_returns
from domain.returns.service.returning import authorise, inspect, receive, settle

__all__ = ["authorise", "import_returns", "inspect", "receive", "settle"]
