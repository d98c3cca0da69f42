"""Dates as people write them, relative to a day; day before month, weekdays strictly after today."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH_NAMES = """
    jan january janvier januar; feb february; mar march; apr april; may; jun june; jul july; aug august;
    sep sept september; oct october oktober; nov november; dec december dezember
"""
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split(";"), 1) for name in names.split()}
_DAY_NAMES = """
    mon monday mondays; tue tues tuesday; wed weds wednesday wensday; thu thur thurs thursday; fri friday;
    sat saturday; sun sunday
"""
_DAYS = {name: number for number, names in enumerate(_DAY_NAMES.split(";")) for name in names.split()}
_NUMBER = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "couple of": 2,
    "a couple of": 2,
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_ORDINALS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth
    twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first
"""
_ORDINAL = {word: number for number, word in enumerate(_ORDINALS.split(), 1)}
_ORD = "|".join(sorted((word.replace("-", "[- ]") for word in _ORDINAL), key=len, reverse=True))
_PATTERN = re.compile(
    rf"""\b(?:
    (?P<iso>(?P<iy>20\d\d)-(?P<im>\d\d)-(?P<id>\d\d))
  | (?P<dmy>(?P<nd>\d{{1,2}})(?P<sep>[/.-])(?P<nm>\d{{1,2}})(?:(?P=sep)(?P<ny>20\d\d|\d\d))?)(?![\d/])
  | (?:(?:{_DAY})\.?,?\s+(?:the\s+)?)?(?P<dd>\d{{1,2}})
      \s?(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<mon>{_MONTH})\b\.?(?:,?\s+(?P<year>20\d\d))?
  | (?:(?:{_DAY})\.?,?\s+)?(?P<mon2>{_MONTH})\.?\s+(?P<dd2>\d{{1,2}})(?:st|nd|rd|th)?\b
  | (?:the\s+)?(?P<ow>{_ORD})\s+(?:of\s+)?(?P<owm>{_MONTH})\b
  | (?:(?:{_DAY})\.?,?\s+)?(?:the\s+)?(?P<ord>\d{{1,2}})(?:st|nd|rd|th)\b(?!\s+(?:one|item|line|row|bullet)\b)
  | the\s+(?P<ow2>{_ORD})\b(?!\s+(?:one|item|line|bullet))
  | end\s+of\s+(?P<eow>(?:next|nxt)\s+(?:week|wk)|(?:the|this)\s+(?:week|wk)|week|
      the\s+month|this\s+month|month|next\s+month)\b
  | (?:end|last\s+day)\s+(?:of\s+)?(?:the\s+)?(?P<eom>{_MONTH})\b
  | (?P<wks>\d{{1,2}}|a|one|two|three|four|five|six)\s+(?:weeks?|wks?)\s+(?:from\s+)?
      (?P<wkday>today|now|tomorrow|{_DAY})\b
  | (?P<fortday>(?:a\s+)?fortnight)\s+(?:from\s+)?(?P<fday>today|now|tomorrow|{_DAY})\b
  | (?P<wk>{_DAY})\s+week\b
  | (?P<nextday>next|nxt)\s+(?P<nd2>{_DAY})\b
  | (?:this\s+|coming\s+)?(?P<day>{_DAY})\b
  | (?P<tom>tomorrow|tomoz|tmrw|tmw|2moro|tomorow|tommorow)
  | (?P<today>today)
  | (?:in|within)\s+(?:the\s+next\s+)?(?P<n>\d{{1,2}}|a\s+couple\s+of|couple\s+of|
      one|two|three|four|five|six|seven|ten|a)\s+(?:(?P<working>working|business)\s+)?(?P<unit>days?|weeks?|wks?|fortnight)
  | (?P<infort>a\s+fortnight(?:'s\s+time)?|(?:two|2)\s+weeks'?\s+time)
  | (?P<nextweek>next\s+week|nxt\s+wk|next\s+wk)
  )""",
    re.I | re.X,
)

#: What only days stand behind: "18.11" alone may as well be a price.
_OF_A_DAY = re.compile(
    r"\b(?:del|deliver\w*|liefer\w*|by|before|until|due|bis|zum|required|req|needed|wanted|ETA|livraison|entrega)"
    r"(?:\s+(?:date|on|am|by|for|zum|bis|the|le))*\s*[.:]?\s*\Z",
    re.I,
)


@dataclass(frozen=True)
class DateMention:
    """A date in the text; `kind` says how it was written: exact, weekday, ordinal, relative."""

    start: int
    end: int
    day: date
    kind: str


def find_dates(text: str, today: date) -> list[DateMention]:
    """Every date in a stretch of text that can be resolved, in order."""
    out: list[DateMention] = []
    for match in _PATTERN.finditer(text):
        if re.match(
            r"\s?(?:-|to|till|until)\s?(?:mon|tue|wed|thu|fri|sat|sun)", text[match.end() : match.end() + 12], re.I
        ) or re.search(
            r"(?:mon|tue|wed|thu|fri|sat|sun)\w{0,6}\s?(?:-|to)\s?$",
            text[max(0, match.start() - 14) : match.start()],
            re.I,
        ):
            continue
        try:
            day = _resolve(match, today)
        except (ValueError, OverflowError):
            continue
        if day is None:
            continue
        if match.group("ow2") and not re.search(
            r"\b(?:by|before|on|for|until)\s*$", text[max(0, match.start() - 8) : match.start()], re.I
        ):
            continue
        lead = text[max(0, match.start() - 22) : match.start()].lower()
        kind = day[1]
        when = day[0]
        if re.search(
            r"(?:w/?c|w\.c\.?|week commencing|week beginning|wk comm(?:encing)?|w/b|week of)\s*(?:the|"
            r"mon(?:day)?)?\s*$",
            lead,
        ):
            when -= timedelta(days=when.weekday())
            kind = "exact"
        elif re.search(r"(?<!or )\b(?:before|b4|bef)\s+(?:the\s+)?$", lead):
            when -= timedelta(days=1)
        out.append(DateMention(match.start(), match.end(), when, kind))
    return out


def _resolve(match: re.Match[str], today: date) -> tuple[date, str] | None:
    part = match.groupdict()
    if part["iso"]:
        return date(int(part["iy"]), int(part["im"]), int(part["id"])), "exact"
    if part["dmy"]:
        return _numeric(part, today, of_a_day=_is_of_a_day(match))
    if part["mon"] or part["mon2"]:
        month, day = _MONTHS[(part["mon"] or part["mon2"]).lower()], int(part["dd"] or part["dd2"])
        return _in_year(month, day, int(part["year"]) if part["year"] else None, today), "exact"
    if part["ow"]:
        return _in_year(_MONTHS[part["owm"].lower()], _ordinal(part["ow"]), None, today), "exact"
    if part["ord"] or part["ow2"]:
        return _coming_day(int(part["ord"]) if part["ord"] else _ordinal(part["ow2"]), today), "ordinal"
    return _relative(part, today)


def _ordinal(word: str) -> int:
    return _ORDINAL[re.sub(r"[- ]+", "-", word.lower())]


def _is_of_a_day(match: re.Match[str]) -> bool:
    """Whether "18.11" is a day: its words say so, or it stands by itself with the stop of an ordinal."""
    before, behind = (
        match.string[max(0, match.start() - 24) : match.start()],
        match.string[match.end() : match.end() + 12],
    )
    is_stopped = re.match(r"\.(?:\s*(?:$|[,;\n])|\s+(?:pls|please)\b)", behind, re.I)
    return bool(_OF_A_DAY.search(before) or (is_stopped and re.search(r"(?:^|[,;\n(]|\b(?:for|am))\s*\Z", before)))


def _numeric(part: dict[str, str | None], today: date, *, of_a_day: bool) -> tuple[date, str] | None:
    day, month = int(part["nd"] or 0), int(part["nm"] or 0)
    if part["sep"] == "-" and not part["ny"]:
        return None
    if part["sep"] == "." and not part["ny"] and not of_a_day:
        return None
    if part["ny"]:
        year = int(part["ny"])
        return date(year + 2000 if year < 100 else year, month, day), "exact"
    return _in_year(month, day, None, today), "exact"


def _in_year(month: int, day: int, year: int | None, today: date) -> date:
    if year:
        return date(year, month, day)
    found = date(today.year, month, day)
    return date(today.year + 1, month, day) if (today - found).days > 90 else found


def _coming_day(day: int, today: date) -> date:
    for ahead in range(3):
        month = today.month - 1 + ahead
        try:
            found = date(today.year + month // 12, month % 12 + 1, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError(day)


def next_weekday(today: date, weekday: int) -> date:
    """The next such day strictly after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _relative(part: dict[str, str | None], today: date) -> tuple[date, str] | None:
    monday = today - timedelta(days=today.weekday())
    if part["tom"]:
        return today + timedelta(days=1), "relative"
    if part["today"]:
        return today, "today"
    if part["eow"]:
        which = part["eow"].lower()
        if "month" in which:
            ahead = today.month + (1 if "next" in which else 0)
            return date(today.year + ahead // 12, ahead % 12 + 1, 1) - timedelta(days=1), "relative"
        return monday + timedelta(days=11 if "n" in which[:1] else 4), "relative"
    if part["eom"]:
        first = _in_year(_MONTHS[part["eom"].lower()], 1, None, today)
        return date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1), "relative"
    if part["wks"] or part["fortday"]:
        return _weeks_from(part, today), "relative"
    if part["infort"]:
        return today + timedelta(days=14), "relative"
    if part["wk"]:
        return next_weekday(today, _DAYS[part["wk"].lower()]) + timedelta(days=7), "relative"
    if part["nd2"]:
        return monday + timedelta(days=7 + _DAYS[part["nd2"].lower()]), "relative"
    if part["day"]:
        return next_weekday(today, _DAYS[part["day"].lower()]), "weekday"
    if part["unit"]:
        return _ahead(part, today), "relative"
    return None


def _weeks_from(part: dict[str, str | None], today: date) -> date:
    """ "two weeks today", "a fortnight on Friday", "2 weeks from Monday"."""
    said = (part["wks"] or "2").lower()
    count = int(said) if said.isdigit() else _NUMBER.get(said, 1)
    anchor = (part["wkday"] or part["fday"] or "today").lower()
    start = today if anchor in ("today", "now") else today + timedelta(days=1) if anchor == "tomorrow" else None
    return (start or next_weekday(today, _DAYS[anchor])) + timedelta(days=7 * count)


def _ahead(part: dict[str, str | None], today: date) -> date:
    said = re.sub(r"\s+", " ", (part["n"] or "").lower())
    count = int(said) if said.isdigit() else _NUMBER.get(said, 1)
    unit = (part["unit"] or "").lower()
    if part["working"]:
        day = today
        while count:
            day += timedelta(days=1)
            count -= day.weekday() < 5
        return day
    return today + timedelta(days=count * (14 if unit == "fortnight" else 7 if unit.startswith("w") else 1))
