"""Owns the data of every message, by subject: `orders`, `papers`, `answers`, `alerts`."""
