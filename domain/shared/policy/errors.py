"""Owns the refusal of a configuration."""

from domain.shared.errors import Refusal


class BadConfiguration(Refusal):
    """A policy or company file says something that we do not understand; facts: problems."""

    code = "BAD_CONFIGURATION"
