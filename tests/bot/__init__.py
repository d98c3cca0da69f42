"""What comes in, told message by message to the worker, without a server around it."""
