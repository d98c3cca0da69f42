"""The control API for tests: what a person could do in the page, as verbs with JSON in and out."""
