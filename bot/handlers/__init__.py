"""One file per conversation. A handler turns the payload into a value, opens one transaction, and shows."""
