"""What a simulated workspace is made of: people, channels, customer contacts, secrets and addresses."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

UserId = Annotated[str, StringConstraints(pattern=r"^[UW][A-Z0-9]{2,}$")]
ChannelId = Annotated[str, StringConstraints(pattern=r"^[CG][A-Z0-9]{2,}$")]


class Frozen(BaseModel):
    """A value that is checked once and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(Frozen):
    """An employee with a seat in the workspace; `name` is the handle."""

    id: UserId
    name: str
    real_name: str
    email: str
    title: str = ""
    color: str = ""

    @property
    def first_name(self) -> str:
        """The name others call them by."""
        return self.real_name.split(" ")[0]


class Channel(Frozen):
    """A public channel; `members` are user ids or handles (the bot's id too, where it was invited)."""

    id: ChannelId
    name: str
    members: tuple[str, ...] = ()
    topic: str = ""


class Contact(Frozen):
    """A person at a customer, known by mail only."""

    name: str
    email: str
    company: str
    persona: str = ""


class Command(Frozen):
    """A slash command that the app has registered."""

    name: str
    hint: str = ""
    description: str = ""


class Shortcut(Frozen):
    """A message shortcut that the app has registered."""

    name: str
    callback_id: str


class Suggestion(Frozen):
    """One thing to try: `where` is a channel's `#name`, `@bot` for a direct message, or a contact's address."""

    title: str
    text: str
    where: str
    speaker: str = ""
    subject: str = ""


class SimulatorSettings(Frozen):
    """Everything that the simulator has to know; seconds for times, 0 for a free port."""

    team_id: str = "T0ORDERDESK"
    team_name: str = "Order desk"
    team_domain: str = "order-desk"
    app_id: str = "A0ORDERCLERK"
    bot_user_id: UserId = "U0CLERKBOT"
    bot_id: str = "B0ORDERCLERK"
    bot_name: str = "OrderClerk"
    bot_token: str = "xoxb-simulated"
    app_token: str = "xapp-simulated"
    signing_secret: str = "simulated-signing-secret"
    bot_url: str = ""
    public_url: str = "http://localhost:8080"
    users: tuple[Person, ...]
    channels: tuple[Channel, ...]
    contacts: tuple[Contact, ...] = ()
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    welcome: str = (
        "The order desk that lives in Slack and email. This workspace and its customers are simulated, "
        "the bot is real, and nothing leaves this machine."
    )
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 0
    mail_to: str = ""
    order_address: str = "orders@orderclerk.example"
    authserv_id: str = "mx.simulator.example"
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    answer_seconds: float = 3.0
    trigger_seconds: float = 3.0
    time_zone: str = "Europe/London"
    state_file: Path | None = None
    transport: Literal["auto", "http", "socket"] = "auto"

    def person(self, key: str) -> Person | None:
        """The person with this id, handle or mail address."""
        wanted = key.lstrip("@").casefold()
        for user in self.users:
            if wanted in (user.id.casefold(), user.name.casefold(), user.email.casefold()):
                return user
        return None

    def contact(self, email: str) -> Contact | None:
        """The contact with this mail address."""
        return next((c for c in self.contacts if c.email.casefold() == email.casefold()), None)
