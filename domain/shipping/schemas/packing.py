"""Values of packing: packages, what was counted in them, and mistakes."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from domain.carriers.schemas import HandlingUnit
from domain.shared.quantity import Quantity


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class PackageAsk(_Value):
    """A package as somebody packs it: `contents` by order number and line number (`SO-1042/1`), and what it measures.

    Without a weight it is computed from its articles.
    """

    contents: Mapping[str, Quantity] = Field(min_length=1)
    package_type: str = Field(default="carton", pattern="^[a-z_]{1,20}$")
    weight_kg: Quantity | None = Field(default=None, gt=0, le=Decimal(30000))
    length_cm: Quantity | None = Field(default=None, gt=0, le=Decimal(2000))
    width_cm: Quantity | None = Field(default=None, gt=0, le=Decimal(2000))
    height_cm: Quantity | None = Field(default=None, gt=0, le=Decimal(2000))


class PackageLineView(_Value):
    """A quantity of one order line in a package."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    line_key: str
    order_number: str
    sku: str
    name: str
    quantity: Quantity


class PackageView(_Value):
    """One carton or pallet; `is_blocked` while a check found differences that nobody resolved."""

    package_number: str
    sscc: str
    warehouse: str
    package_type: str
    weight_kg: Quantity
    weight_is_measured: bool
    length_cm: Quantity | None
    width_cm: Quantity | None
    height_cm: Quantity | None
    shipment_number: str | None
    is_blocked: bool
    lines: tuple[PackageLineView, ...]

    @property
    def subject(self) -> str:
        """The key by which audit and messages know it."""
        return f"package:{self.package_number}"

    @property
    def handling_unit(self) -> HandlingUnit:
        """What a carrier takes."""
        return HandlingUnit(
            weight_kg=self.weight_kg, length_cm=self.length_cm, width_cm=self.width_cm, height_cm=self.height_cm,
            package_type=self.package_type,
        )  # fmt: skip


class Photo(_Value):
    """A photo of a package: the name of its file and the SHA-256 of its bytes in hexadecimal."""

    reference: str = Field(min_length=1, max_length=250)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Difference(_Value):
    """An article of which another quantity was counted than was packed."""

    sku: str
    packed: Quantity
    counted: Quantity


class CheckView(_Value):
    """What was counted in a package, by whom; `resolution` says what became of its differences."""

    id: int
    package_number: str
    checked_at: datetime
    checked_by: str
    differences: tuple[Difference, ...]
    note: str
    photo: str | None
    photo_sha256: str | None
    resolved_at: datetime | None
    resolution: str | None

    @property
    def subject(self) -> str:
        """The key by which audit and messages know its package."""
        return f"package:{self.package_number}"


class MistakeAsk(_Value):
    """A mistake as it is noted: at which step it was made, of which kind, and what was there instead."""

    line_key: str
    step: str = Field(pattern="^(pick|pack|entry)$")
    kind: str = Field(pattern="^(wrong_item|wrong_quantity|wrong_document|damaged)$")
    found_sku: str | None = Field(default=None, max_length=80)
    quantity: Quantity | None = Field(default=None, ge=0)
    package_number: str | None = None
    note: str = Field(default="", max_length=2000)


class MistakeView(MistakeAsk):
    """A mistake as it was noted, by whom and when."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int
    order_number: str
    noted_at: datetime
    noted_by: str
