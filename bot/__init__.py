"""What comes in: signed requests and mails are stored, then worked from the stored row by short handlers."""
