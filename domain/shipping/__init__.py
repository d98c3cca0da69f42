"""How goods leave: picking from the shelf, and shipments with their carrier, tracking number and lines.

Words: pick, shipment, carrier, tracking number, unbilled.
Doors: `service`, `queries`, `schemas`, `events`, `errors`.
"""
