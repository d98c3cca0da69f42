"""What every value of billing has in common."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Frozen, like everything that enters and leaves."""

    model_config = ConfigDict(frozen=True)
