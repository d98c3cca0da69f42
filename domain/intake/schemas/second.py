"""Values that a second reader is told and answers."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Article(BaseModel):
    """An article that a second reader may choose."""

    model_config = ConfigDict(frozen=True)

    sku: str
    name: str


class Piece(BaseModel):
    """Words that stayed open, numbered from 1, with the articles that they may mean, best first."""

    model_config = ConfigDict(frozen=True)

    piece: int
    text: str
    candidates: tuple[Article, ...] = ()


class SecondAsk(BaseModel):
    """All that a second reader is ever told: open pieces and candidates; no customer, price, date or address."""

    model_config = ConfigDict(frozen=True)

    pieces: tuple[Piece, ...] = ()


class PieceAnswer(BaseModel):
    """What a second reader takes one piece for, as it says so: nothing of it is believed yet."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    piece: int
    verdict: Literal["article", "not_an_item", "unsure"]
    sku: str | None = Field(None, max_length=200)
    quantity: int | None = None


class SecondAnswer(BaseModel):
    """The whole answer of a second reader: these fields and no others, or it is no answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    answers: tuple[PieceAnswer, ...] = Field(max_length=50)
