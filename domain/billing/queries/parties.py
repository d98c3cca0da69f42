"""Who stands on a paper, to be kept with it as they are on the day it is issued."""

from typing import Any

from sqlalchemy.orm import Session

from domain.billing.schemas import Party
from domain.customers import queries as customers
from domain.customers.schemas import AddressView
from domain.shared.desk import Desk


def seller(desk: Desk) -> dict[str, Any]:
    """We ourselves, as the company's facts say today."""
    company = desk.company
    return Party(
        name=company.name, lines=company.address, country=company.country, vat_number=company.vat_number,
        email=company.email, phone=company.phone, bank=company.bank,
    ).model_dump(mode="json")  # fmt: skip


def buyer(session: Session, bill_to: str) -> dict[str, Any]:
    """Who pays, at its first billing address, else at its first address of any kind."""
    found = customers.customer(session, bill_to)
    known = customers.addresses(session, bill_to)
    places = sorted(known, key=lambda place: place.kind != "bill_to")
    party = Party(
        name=found.name if found else bill_to,
        number=bill_to,
        country=found.country if found else None,
        vat_number=found.vat_number if found else None,
    )
    return (at(party, places[0]) if places else party).model_dump(mode="json")


def at(party: Party, place: AddressView) -> Party:
    """A party at one of its places."""
    return party.model_copy(
        update={
            "lines": (place.line1,) if place.line1 else (),
            "city": place.city,
            "postcode": place.postcode,
            "country": place.country or party.country,
        }
    )
