"""Who carries goods, how fast and for how much: carriers, their services, zones and rates, and how one is chosen.

Words: carrier, service, zone, band, handling unit, quote, choice, tariff, tracking number.
Doors: `service`, `queries`, `schemas`, `errors`.
"""
