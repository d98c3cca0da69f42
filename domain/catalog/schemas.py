"""Values of the catalogue that other contexts read."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict


class UnitFactor(BaseModel):
    """A sales unit of a product: `factor` base units make one of it."""

    model_config = ConfigDict(frozen=True)

    unit: str
    factor: Decimal


class ProductView(BaseModel):
    """One article as everyone outside the catalogue sees it; `units` never lists the base unit itself."""

    model_config = ConfigDict(frozen=True)

    sku: str
    name: str
    base_unit: str = "each"
    list_price: Decimal = Decimal(0)
    cost_price: Decimal | None = None
    tax_class: str = "standard"
    weight_kg: Decimal | None = None
    status: str = "active"
    replaced_by: str | None = None
    min_quantity: Decimal = Decimal(1)
    order_multiple: Decimal = Decimal(1)
    barcode: str | None = None
    aliases: tuple[str, ...] = ()
    lead_time_days: int = 14
    units: tuple[UnitFactor, ...] = ()
