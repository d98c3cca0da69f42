"""Owns the words people read: money, dates, quantities, states, and a sentence for every problem and refusal."""
