"""How goods leave: pick lists, picking, packages, checks, and shipments with their carrier, tracking number and lines.

Words: pick list, short pick, package, check, mistake, shipment, carrier, tracking number, unbilled, delivery.
Doors: `service`, `queries`, `schemas`, `events`, `errors`, `lifecycle`.
"""
