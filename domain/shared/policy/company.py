"""Owns the facts of the company."""

from decimal import Decimal

from pydantic import Field

from domain.shared.policy.errors import BadConfiguration
from domain.shared.policy.part import Part


class Company(Part):
    """Who we are, as printed on papers and used for tax, time and dates."""

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
    tax_rates: dict[str, Decimal]

    def tax_rate(self, tax_class: str, country: str | None) -> Decimal:
        """The rate in percent for goods of a class going to a country; zero abroad.

        Raises BadConfiguration for a class that has no rate.
        """
        if tax_class not in self.tax_rates:
            raise BadConfiguration(problems=f"company.tax_rates has no rate for {tax_class}")
        return self.tax_rates[tax_class] if (country or self.country) == self.country else Decimal(0)
