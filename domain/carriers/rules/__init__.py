"""Pure decisions of carriers: zones, table rates, tracking numbers and the choice of a service."""
