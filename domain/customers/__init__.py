"""To whom we sell: customers, their contacts and their ship-to and bill-to addresses.

Words: customer, contact, ship-to, bill-to, nickname, account manager.
Doors: `service`, `queries`, `schemas`, `errors`.
"""
