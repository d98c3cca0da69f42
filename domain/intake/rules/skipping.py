"""What it means to leave a token out of every item: of which kind it is, and whether a number counts no goods."""

from collections.abc import Sequence

from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import CONTAINERS, STOP, words

SKIPS = ("measured", "number", "aside number", "code", "rare word", "known word", "strange word", "size", "other")
MEASURES = words("""
    day days week weeks month months year years hour hours hr hrs min mins minute minutes second seconds am pm mile
    miles % percent people person customers years yr yrs pound pounds quid pence degrees floor floors times o'clock
    st nd rd th ft foot feet inch inches kg stone lines line items item ladies kids children staff doors door tables
    visitors visits trips rooms bookings members families guests calls emails mails orders order parcels drops
    oclock yards sides pages cafes shops stores branches sites schools mondays tuesdays wednesdays thursdays fridays
    saturdays sundays
    """)


def is_measured(tokens: Sequence[Token], index: int) -> bool:
    """Whether a number counts time, people or places, and no goods."""
    ahead = [token.norm for token in tokens[index + 1 : index + 3]] + ["", ""]
    return ahead[0] in MEASURES or ahead[:2] == ["per", "cent"] or (ahead[0] == "-" and ahead[1] in MEASURES)


def skip_class(tokens: Sequence[Token], index: int, catalogue: Catalogue) -> int:
    """Which kind of token is left out, as an index into `SKIPS`."""
    token = tokens[index]
    if token.kind == "num":
        if token.aside:
            return 2
        return 0 if is_measured(tokens, index) or (token.norm == "1" and token.times == "word") else 1
    if token.kind == "code":
        return 3
    if token.kind in ("size", "many"):
        return 7
    if token.kind != "word" or token.norm in STOP or token.norm in CONTAINERS or token.aside or len(token.norm) < 3:
        return 8
    word = catalogue.word(token.norm)
    if not word.hits:
        return 6
    return 4 if len(word.hits) <= 40 and catalogue.lexicon.knows(token.norm) else 5
