"""Owns what goes out: `routing` says who hears of an event, `relay` sends what is owed, `digests` sum up for staff."""
