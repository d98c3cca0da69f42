"""How invoices, credit notes and proformas look: a page of A4, and the same as data for the buyer's books."""
