"""How papers look: invoices and credit notes with their data, and what goes with goods: labels, notes, pick lists."""
