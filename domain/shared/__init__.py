"""What every context stands on: money, quantity, clock, calendar, actors, policy, database, errors, events,
outbox, audit, numbering and jobs. It knows no context above it.
"""
