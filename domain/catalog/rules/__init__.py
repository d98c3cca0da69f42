"""How the catalogue decides: the one conversion of units, and which price counts and why."""
