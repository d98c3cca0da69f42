"""Owns the tone of reminders: friendlier first, firmer later, always polite."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tone:
    """How one level of reminding speaks."""

    subject: str
    opening: str
    request: str


COURTESY = Tone(
    "A note on what falls due soon",
    "This is just a courtesy note: the amounts below fall due within the next days. If payment is on its way already, "
    "there is nothing to do.",
    "Please pay by the due date shown.",
)
FRIENDLY = Tone(
    "A friendly reminder",
    "It may have slipped through: the amounts below have fallen due and we have not seen a payment yet.",
    "Please pay in the next days. If you have paid meanwhile, thank you, and please ignore this note.",
)
REMINDER = Tone(
    "Reminder of overdue invoices",
    "The invoices below are overdue.",
    "Please pay within seven days, or tell us what keeps you from it.",
)
FIRM = Tone(
    "Overdue invoices need your attention",
    "Despite our reminders, the invoices below are still unpaid. New orders may have to wait until they are settled.",
    "Please pay at once, or call us today so that we can agree on a date.",
)
FINAL = Tone(
    "Final reminder",
    "The invoices below are long overdue, and our earlier reminders were not answered. New orders are on hold until "
    "they are settled.",
    "Please pay within seven days. Otherwise we have to take further steps, which we would rather avoid.",
)
TONES = {"courtesy": COURTESY, "friendly": FRIENDLY, "reminder": REMINDER, "firm": FIRM, "final": FINAL}


def tone(level_name: str, level: int) -> Tone:
    """The tone of a level by its name, else by its number; an unknown one is a plain reminder."""
    by_number = dict(enumerate(TONES.values(), start=1))
    return TONES.get(level_name) or by_number.get(level, REMINDER)
