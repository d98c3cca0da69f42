"""The verbs of carriers: put a tariff in force, give out the next tracking number."""

from datetime import date

from sqlalchemy.orm import Session

from domain.carriers import queries
from domain.carriers.errors import BadTariff, NumbersUsedUp
from domain.carriers.models import CarrierTariff
from domain.carriers.rules.labelling import unusable
from domain.carriers.rules.numbers import sscc
from domain.carriers.schemas import Carrier, TariffVersion
from domain.shared import audit, numbering
from domain.shared.actors import Role
from domain.shared.desk import Desk

#: Who may say what carriers cost: rates decide what customers pay.
TARIFF_ROLES = frozenset({Role.ADMIN, Role.DIRECTOR})


def configure_carriers(session: Session, desk: Desk, text: str, *, valid_from: date | None = None) -> TariffVersion:
    """Put a file of carriers in force from a day on (today); it stands in place of all that was before.

    The same file for the same day again changes nothing. Raises BadTariff, UnknownCarrier (adapter), NotAllowed.
    """
    desk.actor.require(TARIFF_ROLES, to="configure carriers")
    tariff = queries.understood(text)
    problems = "; ".join(unusable(tariff))
    if problems:
        raise BadTariff(problems=problems)
    for carrier in tariff.carriers:
        queries.adapter_of(session, carrier)
    day = valid_from or desk.today
    known = queries.version_of(session, text, day)
    if known is not None:
        return known
    row = CarrierTariff(valid_from=day, text=text, configured_at=desk.now, configured_by=desk.actor.id)
    session.add(row)
    session.flush()
    names = [carrier.carrier for carrier in tariff.carriers]
    change = audit.Change(
        subject="carriers", action="carriers.configured", source=desk.source,
        after={"version": row.id, "valid_from": day.isoformat(), "carriers": names},
    )  # fmt: skip
    audit.record(session, desk.actor, change, now=desk.now)
    return TariffVersion(id=row.id, valid_from=day, configured_by=desk.actor.id, carriers=tuple(names))


def next_tracking_number(session: Session, carrier: Carrier) -> str:
    """The next number of a carrier's range with its check digit, never given out twice; raises NumbersUsedUp."""
    serial = numbering.next_number(session, f"TRACK {carrier.carrier}", first=carrier.tracking.first)
    if serial > carrier.tracking.last:
        raise NumbersUsedUp(carrier=carrier.carrier, last=str(carrier.tracking.last))
    return queries.adapter_of(session, carrier).tracking_number(carrier, serial)


def next_ssccs(session: Session, desk: Desk, count: int) -> list[str]:
    """The next serial shipping container codes under our GS1 prefix: eighteen digits that no other package has."""
    numbers = numbering.next_numbers(session, "SSCC", count, first=1)
    return [sscc(desk.company.gs1_prefix, number) for number in numbers]
