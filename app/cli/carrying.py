"""Owns the commands about carriers: which are in force, and what they would cost."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import AsJson, at_desk, date_of, show
from domain.carriers import queries, service
from domain.carriers.schemas import Choice, Consignment, HandlingUnit, Place
from presentation.wording.amounts import money
from presentation.wording.times import day

_UNIT = re.compile(r"(?P<kg>\d+(\.\d+)?)(:(?P<l>\d+)x(?P<w>\d+)x(?P<h>\d+))?(:(?P<type>[a-z]+))?")


def carriers(
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, help="A TOML file of carriers.")] = None,
    valid_from: Annotated[str | None, typer.Option("--from", help="From this day on, today when not given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put a file of carriers in force, or show those that are."""
    with at_desk() as (transactions, desk):
        if file is not None:
            first = date_of(valid_from)
            text = file.read_text(encoding="utf-8")
            with transactions.begin() as session:
                version = service.configure_carriers(session, desk, text, valid_from=first)
            words = f"{', '.join(version.carriers)} from {day(version.valid_from)} on"
            show(version.model_dump(mode="json"), as_json=as_json, words=lambda: words)
            return
        with transactions.read() as session:
            tariff = queries.tariff(session, desk.today)
    lines = [f"{c.carrier:10} {c.name}: {', '.join(s.name for s in c.services)}" for c in tariff.carriers]
    show(tariff.model_dump(mode="json"), as_json=as_json, words=lambda: "\n".join(lines))


def quote(
    country: Annotated[str, typer.Argument(help="Where it goes, like GB.")],
    unit: Annotated[list[str], typer.Option("--unit", help="A package: KG or KG:LxWxH (cm), then :pallet for one.")],
    postcode: Annotated[str | None, typer.Option(help="The postcode, like 'LS1 1AA'.")] = None,
    warehouse: Annotated[str, typer.Option(help="From where.")] = "MAIN",
    carrier: Annotated[str | None, typer.Option(help="The carrier that is wished, or CARRIER/SERVICE.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say which carrier would take packages to a place, for how much, and why not the others."""
    with at_desk() as (transactions, desk), transactions.read() as session:
        consignment = Consignment(
            warehouse=warehouse, place=Place(country=country.upper(), postcode=postcode),
            units=tuple(map(_unit, unit)), ready=desk.calendar.working_day_on_or_after(desk.today),
        )  # fmt: skip
        chosen = queries.choice(session, desk, consignment, wished=carrier)
    show(chosen.model_dump(mode="json"), as_json=as_json, words=lambda: _words(chosen))


def _words(chosen: Choice) -> str:
    best = chosen.quote
    others = [
        f"  not {each.carrier}/{each.service}: {each.reason.lower().replace('_', ' ')}"
        + (f" ({money(each.price)})" if each.price else "")
        for each in chosen.passed_over
    ]
    head = f"{best.carrier_name}, {best.service_name}: {money(best.price)}, there on {day(best.arrival_date)}"
    return "\n".join([f"{head} ({chosen.reason.lower().replace('_', ' ')})", *others])


def _unit(text: str) -> HandlingUnit:
    found = _UNIT.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter(f"{text!r} is no package; expected KG, KG:LxWxH or KG:LxWxH:pallet")
    sides = {name: Decimal(found[key]) for name, key in (("length_cm", "l"), ("width_cm", "w"), ("height_cm", "h"))
             if found[key]}  # fmt: skip
    return HandlingUnit(weight_kg=Decimal(found["kg"]), package_type=found["type"] or "carton", **sides)
