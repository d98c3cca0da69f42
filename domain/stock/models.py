"""Owns the tables of stock. A balance is the sum of its movements, its allocations and its reservations; the
constraints here say what can never be.
"""

from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, MomentColumn, ScaledColumn, Serial


class Warehouse(Base):
    """A place that keeps goods; times of day are the company's.

    `closing_days` are days on which nothing leaves beside its country's holidays (ISO dates, one per word), `regions`
    the beginnings of the postcodes that lie nearest to it.
    """

    __tablename__ = "warehouses"

    warehouse: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2), default="")
    cutoff_time: Mapped[time] = mapped_column(default=time(14))
    picking_days: Mapped[int] = mapped_column(default=1)
    closing_days: Mapped[str] = mapped_column(Text, default="", server_default="")
    regions: Mapped[str] = mapped_column(Text, default="", server_default="")


class StockBalance(Base):
    """What one warehouse has of one SKU: the row that everybody who takes stock locks.

    `reserved` counts every reservation row, expired ones too until somebody removes them.
    """

    __tablename__ = "stock_balances"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
        CheckConstraint("allocated >= 0", name="allocated_not_negative"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("quarantined >= 0", name="quarantined_not_negative"),
        CheckConstraint("damaged >= 0", name="damaged_not_negative"),
        CheckConstraint("allocated + quarantined + damaged <= on_hand", name="never_oversold"),
    )

    sku: Mapped[str] = mapped_column(String(80), primary_key=True)
    warehouse: Mapped[str] = mapped_column(ForeignKey("warehouses.warehouse"), primary_key=True)
    on_hand: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(0))
    allocated: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(0))
    reserved: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(0))
    quarantined: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(0))
    damaged: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(0), server_default="0")


class StockMovement(Base):
    """One change of what is on hand, in quarantine or damaged, signed. Rows are never changed."""

    __tablename__ = "stock_movements"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    sku: Mapped[str] = mapped_column(String(80))
    warehouse: Mapped[str] = mapped_column(String(40))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    quarantined: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(0))
    damaged: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(0), server_default="0")
    reason: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(120))
    actor_id: Mapped[str] = mapped_column(String(250))
    moved_at: Mapped[datetime] = mapped_column(MomentColumn)


class ReceiptDue(Base):
    """A line of a supplier order: how much is due when, how much of it has come, and by how many working days this
    supplier is usually late.
    """

    __tablename__ = "receipts_due"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("received >= 0", name="received_not_negative"),
    )

    supplier_order: Mapped[str] = mapped_column(String(80), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(80))
    warehouse: Mapped[str] = mapped_column(ForeignKey("warehouses.warehouse"))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    received: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(0))
    due_date: Mapped[date]
    delay_days: Mapped[int] = mapped_column(default=0, server_default="0")


class Demand(Base):
    """What an order line waits for: the quantity that no allocation covers."""

    __tablename__ = "demand"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    line_key: Mapped[str] = mapped_column(String(100), primary_key=True)
    sku: Mapped[str] = mapped_column(String(80))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    priority: Mapped[int]
    promised_date: Mapped[date | None]
    confirmed_at: Mapped[datetime] = mapped_column(MomentColumn)


class AllocationRow(Base):
    """Stock of one warehouse that is firmly an order line's own until it is shipped or given back."""

    __tablename__ = "allocations"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    line_key: Mapped[str] = mapped_column(String(100), primary_key=True)
    warehouse: Mapped[str] = mapped_column(String(40), primary_key=True)
    sku: Mapped[str] = mapped_column(String(80))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)


class ReservationRow(Base):
    """A soft, timed claim of an open draft on stock of one warehouse."""

    __tablename__ = "reservations"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    sku: Mapped[str] = mapped_column(String(80), primary_key=True)
    warehouse: Mapped[str] = mapped_column(String(40), primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    expires_at: Mapped[datetime] = mapped_column(MomentColumn)


Index("ix_stock_movements_balance", StockMovement.sku, StockMovement.warehouse)
Index("ix_receipts_due_sku", ReceiptDue.sku)
Index("ix_demand_sku", Demand.sku)
Index("ix_allocations_balance", AllocationRow.sku, AllocationRow.warehouse)
Index("ix_reservations_sku", ReservationRow.sku)
Index("ix_reservations_expires_at", ReservationRow.expires_at)

# The tables themselves, for statements that work on sets of rows without making objects of them.
BALANCES = Base.metadata.tables[StockBalance.__tablename__]
MOVEMENTS = Base.metadata.tables[StockMovement.__tablename__]
RECEIPTS = Base.metadata.tables[ReceiptDue.__tablename__]
DEMAND = Base.metadata.tables[Demand.__tablename__]
ALLOCATIONS = Base.metadata.tables[AllocationRow.__tablename__]
RESERVATIONS = Base.metadata.tables[ReservationRow.__tablename__]
WAREHOUSES = Base.metadata.tables[Warehouse.__tablename__]
