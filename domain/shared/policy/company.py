"""Owns the facts of the company, and which tax goods bear where they go."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.shared.policy.errors import BadConfiguration
from domain.shared.policy.part import Part

#: The class whose rate counts for every class that a place does not name.
ANY_CLASS = "default"
_NOTHING = Decimal(0)
Percent = Annotated[Decimal, Field(ge=0, le=100)]


class TaxReason(StrEnum):
    """Why no tax is charged where some would be expected; papers must say so."""

    EXPORT = "EXPORT"
    REVERSE_CHARGE = "REVERSE_CHARGE"
    EXEMPT = "EXEMPT"


class TaxTreatment(Part):
    """What tax goods bear: the rate in percent, the place whose tax it is (GB, ES-CN), and why none, where none is."""

    rate: Decimal
    place: str
    reason: TaxReason | None = None


class Company(Part):
    """Who we are, as printed on papers and used for tax, time and dates.

    `tax_rates` are those of our country by tax class; `tax_places` those of other places where we are registered: a
    country ("DE") or a region, of ours too ("ES-CN"). `tax_union` are the countries to whose registered buyers no tax
    is charged because they account for it. `logo` is an SVG as text.
    """

    name: str
    address: tuple[str, ...]
    vat_number: str
    country: str = Field(min_length=2, max_length=2)
    time_zone: str
    currency: str = Field(min_length=3, max_length=3)
    bank: str
    email: str
    phone: str
    mail_domain: str
    gs1_prefix: str = Field(default="9521234", pattern="^[0-9]{7,10}$")
    logo: str = Field(default="", pattern=r"^(<svg[\s\S]*)?$")
    tax_rates: dict[str, Percent]
    tax_places: dict[str, dict[str, Percent]] = Field(default_factory=dict)
    tax_union: frozenset[str] = frozenset()

    def tax(
        self, tax_class: str, country: str | None, region: str = "", *, vat_number: str | None = None,
        exemption: str | None = None,
    ) -> TaxTreatment:  # fmt: skip
        """How goods of a class are taxed that go to a place, for a buyer with these numbers.

        The most particular place that we are registered in counts. Elsewhere nothing is charged: for export, or
        because a registered buyer of the union accounts for it; a buyer there without a number pays our tax. A buyer
        with an exemption pays none anywhere. Raises BadConfiguration for a class that has no rate.
        """
        country = country or self.country
        place, rates = self._rates_at(country, region)
        if exemption:
            return TaxTreatment(rate=_NOTHING, place=place, reason=TaxReason.EXEMPT)
        if country != self.country and country in self.tax_union and vat_number:
            return TaxTreatment(rate=_NOTHING, place=place, reason=TaxReason.REVERSE_CHARGE)
        if rates is None and country not in self.tax_union:
            return TaxTreatment(rate=_NOTHING, place=country, reason=TaxReason.EXPORT)
        if rates is None:
            place, rates = self.country, self.tax_rates
        return TaxTreatment(rate=self._rate_of(tax_class, place, rates), place=place)

    def _rates_at(self, country: str, region: str) -> tuple[str, dict[str, Decimal] | None]:
        """The most particular place with rates of its own, and these; None for a country where we have none."""
        wanted = region if "-" in region else f"{country}-{region}"
        if region and wanted in self.tax_places:
            return wanted, self.tax_places[wanted]
        if country in self.tax_places:
            return country, self.tax_places[country]
        return country, self.tax_rates if country == self.country else None

    def _rate_of(self, tax_class: str, place: str, rates: dict[str, Decimal]) -> Decimal:
        rate = rates.get(tax_class, rates.get(ANY_CLASS))
        if rate is None:
            raise BadConfiguration(problems=f"no rate for {tax_class} in {place}")
        return rate
