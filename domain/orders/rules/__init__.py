"""Decisions of orders: what is wrong with a line, when goods leave and arrive, what a line is worth, who gets what."""
