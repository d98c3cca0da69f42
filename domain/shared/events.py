"""Owns what an event is: something that happened, in past tense, frozen and versioned."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """Base of every event. `kind` is its stored name, `version` grows when its fields change meaning."""

    model_config = ConfigDict(frozen=True)

    kind: ClassVar[str]
    version: ClassVar[int] = 1
