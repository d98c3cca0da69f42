"""Owns what every part of a configuration has in common."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of a configuration file; what it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
