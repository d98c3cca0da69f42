"""The steps that bring a database from one state to the next, run by `orderclerk migrate`."""
