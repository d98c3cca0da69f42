"""Why something that a person tried cannot be done."""


class CannotDo(Exception):
    """The page does not offer this; the text says why."""
