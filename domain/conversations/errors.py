"""What can go wrong with a message that is being worked."""


class AlreadyWorked(Exception):
    """Another worker finished this message meanwhile: whatever was done for it here has to be thrown away."""

    def __init__(self, message_id: int) -> None:
        super().__init__(f"message {message_id} was finished by another worker")
        self.message_id = message_id
