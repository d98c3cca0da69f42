"""What is owed: credit accounts and exposure, invoices, credit notes, payments and dunning.

Words: exposure, commitment, invoice, payment application, credit note, days past due, dunning level.
Doors: `service`, `queries`, `schemas`, `events`, `errors`.
"""
