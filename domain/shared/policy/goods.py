"""Owns the policy of stock and of how goods leave."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from domain.shared.actors import Role
from domain.shared.policy.part import Part


class StockPolicy(Part):
    """How stock is promised, reserved and kept; `safety_buffers` of a channel or class go before the one of all.

    `over_receipt` is a share of what was ordered of a supplier.
    """

    held_order_keeps_stock_hours: int
    reservation_minutes: int
    late_receipt_grace_days: int
    receipt_delay_days: int = Field(ge=0)
    promise_horizon_days: int
    over_receipt: Decimal = Field(ge=0, le=1)
    safety_buffer: Decimal
    safety_buffers: dict[str, Decimal]
    allocation: str = Field(pattern="^(priority|first_come|fair_share)$")
    reserve_days: int = Field(ge=0)
    sourcing: tuple[Literal["one_place", "nearest", "fewest_parcels"], ...]
    adjustment_reasons: tuple[str, ...]


class UnitPolicy(Part):
    """How far quantities in two units may lie apart where none was said, as a ratio, until that is asked about."""

    ask_ratio: Decimal = Field(gt=1)


class DeliveryPolicy(Part):
    """How goods leave; `transit_days` are working days, `over_delivery` is a share of what is open of a line."""

    transit_days: int
    complete_wait_days: int = Field(ge=0)
    over_delivery: Decimal = Field(ge=0, le=1)
    default_policy: str = Field(pattern="^(ship_partial|ship_complete|line_complete|no_backorders)$")


class FreightPolicy(Part):
    """What customers pay for freight: nothing, once per order, or per shipment; `markup` on the carrier's price.

    Orders of at least `free_from_net` (in their currency; 0 = never) go free. `unit_weight_kg` counts for articles
    of which nobody knows the weight, and loose goods are put into cartons of at most `carton_kg`.
    """

    charge: str = Field(pattern="^(none|order|shipment)$")
    markup: Decimal = Field(ge=0)
    free_from_net: Decimal = Field(ge=0)
    tax_class: str
    unit_weight_kg: Decimal = Field(gt=0)
    carton_kg: Decimal = Field(gt=0)


class PurchasingPolicy(Part):
    """How demand is forecast and what is bought for it; `buyers` are the roles that may buy.

    `service_level` is the share of replenishments during which nothing may run out.
    """

    service_level: Decimal = Field(ge=Decimal("0.5"), lt=1)
    review_days: int = Field(ge=1)
    history_weeks: int = Field(ge=1, le=104)
    default_lead_time_days: int = Field(ge=0)
    buyers: frozenset[Literal[Role.WAREHOUSE, Role.SALES_REP, Role.SALES_MANAGER, Role.DIRECTOR, Role.ADMIN]]
