"""What is said about a draft, clause by clause: what each does, with which numbers, to what it points."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.intake.rules.clauses import PLACES
from domain.intake.rules.tokens import Token, tokenize
from domain.intake.rules.vocabulary import CONTAINERS, STOP, TALK, words
from domain.intake.rules.weighing import is_measured

_MARKS = frozenset(",;:.!?()&+/=\n")
_JOINS = words("and or plus also but so then oh n while since")
ROLES = ("=ship_to", "=date", "=po", "=customer", "=chat", "=place")
# Words that change a draft and name no article.
CHANGING = words("""
    drop remove delete scratch lose loose cancel forget scrap scrub bin ditch skip strike rid get take knock minus no without not
    leave out off make made change swap swop set reduce increase raise lower cut bump adjust update switch
    replace exchange keep double treble triple twice halve half quarter rather instead total altogether extra fewer less rest others
    meant mean actually correction oops sorry draft back round swapped add added thing apiece each every
    everything all both same amount amounts last first second third fourth fifth sixth place become becomes becoming bring put up
    down undo revert before again too well plus also include pop chuck stick throw sling bung want wants
    need needs should could can please pls go goes stay stays remain remains remaining remainder neither
    none either wait hang hold hm hmm ah argh ugh nah lol aaand right ok okay yes yeah yep fine just only
    oops misread misheard wrong instead reading number numbers anyway after sorry thx ta cheers
    stand stands stood they she he we them those these that this it one ones other another with than
    count match matching maybe later reflection afraid changes way ways digits kindly lets let do doing
""")
_THINGS = words("thing things change changes amendment amendments correction corrections tweak tweaks bit bits")
# A number among nothing but these belongs to what was spoken of last.
_BARE = words("""
    please pls plz x xx no nope sorry make it that just only then so ok okay i said meant mean should be say lets go for right
    now of course each apiece them those these to up down actually oops wait hang on hold and will do ta thanks thx cheers tx
    is are as before like more less of the all rather than not in total number exactly maybe one ah hm hmm um er erm
    yes yep yeah nah call scratch better round back again well apologies correction read about both every was i'd want
    have take put how us me we make'em at oh any other x's s'il love mate fella hun enough instead
""")
_SETS = words("set box pack packet case pk sets boxes packs packets tin tins bag bags tube tubes")
_STOPPED = words("pcs pc doz no nos approx ea qty pkt pkts pk pks ctn ctns incl st mr mrs ms dr co stk")
_WISHING = words("want wants like likes take takes need needs have rather after asking add")
_TALK = {word.replace("'", "") for word in TALK - words("be am are is was were been being fine evening month till until how when") if word not in ("she'll", "we'll", "we'd", "i'd", "he'll", "let's")}
_CONTRACTED = words("shell hell well wed shed hed ill id youll youd theyd theyll itll thatll youre theyre ive youve theyve weve")
_ASIDE = re.compile(
    r"\bback in #|# ?(?:min|mins|minutes?|secs?|mo|moments?|ticks?|hours?|hrs|days?|weeks?|months?|years?|ft|foot|feet|miles?|pm|am|oclock)\b|\bin (?:a|#) (?:min|mins|sec|mo|bit|tick)\b|"
    r"\b(?:only )?if\b|\bunless\b|\bbecause\b|\bcos\b"
)


@dataclass(frozen=True)
class Clause:
    """A stretch of a sentence between commas, stops and "and"; `said` are its words with # for each number."""

    tokens: tuple[Token, ...]
    joined: str
    act: str
    said: str
    numbers: tuple[Token, ...]
    refused: Token | None
    words: tuple[Token, ...]
    places: tuple[int, ...]
    roles: frozenset[str]
    article_a: bool = False
    strange: tuple[Token, ...] = ()

    @property
    def each(self) -> bool:
        """Whether a number counts for every one."""
        return bool(re.search(r"\b(?:each|apiece|every|both)\b|\beach\b|of each", self.said))

    @property
    def whole(self) -> bool:
        """Whether it is about all of a kind, or all there is."""
        return bool(re.search(r"\b(?:all|both|everything|every|each|the lot|apiece)\b", self.said)) and not re.search(
            r"\bthat'?s all\b|\bafter all\b|\bat all\b", self.said
        )

    @property
    def points(self) -> bool:
        """Whether it points at what was spoken of last."""
        return bool(re.search(r"\b(?:it|them|those|these|that|this)\b", self.said))

    @property
    def states(self) -> bool:
        """Whether it has a verb of its own that tells how things are."""
        return bool(re.search(r"\b(?:is|are|was|were|has|have|had|be|been|will|would|can|could|does|do|did)\b", self.said))

    @property
    def starts_with_one(self) -> bool:
        """ "and an ivory one": one is wanted."""
        return self.joined in ("and", "plus", "also", "+", "&") and self.said.split()[:1] in (["a"], ["an"], ["another"])

    @property
    def aside(self) -> bool:
        """Whether it tells of a time or a condition."""
        return bool(_ASIDE.search(self.said))

    @property
    def chatty(self) -> bool:
        """Whether it tells something of people and wants nothing."""
        names = {token.norm for token in self.tokens}
        if self.aside:
            return True
        told = bool(names & _TALK) or any(is_contracted(token) for token in self.tokens)
        return told and not names & _WISHING

    @property
    def bare(self) -> bool:
        """Whether it is a number with words of politeness only."""
        return all(
            token.kind in ("num", "mark") or token.norm in _BARE or token.norm in CONTAINERS or len(token.norm) == 1
            for token in self.tokens
        )


_ACTS = (
    ("undo",
        r"\b(?:ignore|scratch|scrap|forget|cancel) (?:that |my |the )?last (?:message|one|change|bit|edit)\b|\bas you were\b|\bundo\b|\bas it was\b|\bas (?:they|it) were\b|\bhow (?:it|they|that|things) (?:was|were)\b|"
        r"\brevert\b|\b(?:as|like) before\b|\bto what (?:it|they) (?:was|were)\b|\bthe way (?:it|they) (?:was|were)\b"),
    ("back",
        r"\b(?:put|bring|have|want|wants|add|stick|pop|chuck|take|get|need)\b(?! # off).{0,60}\bback\b(?! to #)(?! order)|"
        r"^(?:no |wait |hang on |right |ok |actually |oh |then )*(?:and )?back (?:to|on|in) (?!#)|\breinstate|\brestore\b|"
        r"\bgo(?:es|ing)? back to (?!#)"),
    ("other way", r"\b(?:other|wrong) way (?:round|around)\b|\bback to front\b"),
    ("swap",
        r"\b(?:swap|swop|replace|exchange|trade)(?:d|s)?\b|\b(?:change|switch)(?:d|s)?\b.{0,60}\b(?:for|to|with|into)\b(?! #)|\binstead\b(?! of #)|"
        r"\bin place of\b|\bin (?:its|their|his|her) place\b|\brather than\b(?! #)|\brather have\b.*\bthan\b|\bbecomes?\b"),
    ("same", r"\b(?:the |in )?same\b(?! (?:day|time|place|address|week|one\b))|\bas many\b|\blikewise\b|\bditto\b"),
    ("scale", r"\b(?:double|treble|triple|halve|quadruple)\b|\btwice as many\b|\bhalf (?:as many|the|of the|that|it|them|those)\b|\bcut\b.*\b(?:in|by) half\b"),
    ("less",
        r"# (?:less|fewer)\b|\b(?:take|knock|drop|lose|shave|minus|cut|get) # (?:\w+ ){0,3}?(?:off|from|out|of)\b|\b(?:down|reduce\w*|drop|cut) .{0,30}\bby #|"
        r"\b(?:less|fewer) by #|\bdown (?:by )?#|# off (?:the|that|those|of)\b"),
    ("more",
        r"# (?:\w+ )?more\b|# extra\b|\b(?:another|extra|additional) #|\bup .{0,30}\bby #|\b(?:increase|raise|bump)\w* .{0,30}\bby #|\bup #|# on top\b|\bmore: #"),
    ("keep",
        r"^(?!.*\b(?:drop|lose|loose|remove|scrap|bin|ditch|cancel|delete|scrub|take)\b).*(?:\b(?:stays?|remains?|remaining|keep|keeps|keeping|the rest|(?:every\w+|all) else|stands?)\b|\b(?:is|are|was|were) (?:fine|good|ok|okay|right|correct|perfect)\b|"
        r"\bleave\b(?!.*\b(?:out|off)\b)(?=.*\b(?:as|alone|be|in|are)\b))"),
    ("drop",
        r"\b(?:drop|remove|delete|scratch|lose|loose|cancel|forget|scrap|scrub|bin|ditch|skip|strike|omit|axe|kill)\b|\brid of\b|"
        r"\b(?:take|knock|pull|get|leave|cross|strip|whip|miss|move)\b.{0,80}\b(?:off|out|away)\b|\bleave (?:it|that|those|them)\b(?! (?:at|as|to|be|alone))|"
        r"\b(?:no|without|minus|not) (?!and\b|so\b|the same|wait|sorry|hang|hold|problem|rush|worries|more\b|make|need|yet|sure|that\b|thanks|#|just|bad|really|"
        r"only|too|quite|the (?:best|worst)|to\b|at\b|in\b|for\b|a\b|bother|room|hurry|doubt|idea|use|good|one\b|i\b|we\b|she\b|he\b|they\b|it\b|its\b|is\b|are\b|was\b|from\b|till\b|until\b)\w|"
        r"\b(?:don'?t|doesn'?t|do not|does not|won'?t) (?:\w+ )?(?:want|need|take)\b|\bno longer (?:want|need)|\b(?:can|must|should|will) come off$|"
        r"\b(?!it\b|that\b|this\b|she\b|he\b|order\b|one\b)\w\w+ goes$|^(?!#)(?!.*\b(?:sign\w*|fire|send|sent|kick|ship|set|get|hold|it|finish\w*|better|day|time|month|week|well|back|go|going)\b).*\w\w off$|\bneither\b|\bnone of\b"),
    ("add",
        r"\b(?:add|adding|also|too|as well|include|another|throw|stick|pop|chuck|sling|bung|additionally|asking for|one more|put (?:on|in|down)|put .* (?:on|in))\b(?!.* to #)"),
    ("want",
        r"\b(?:wants?|would like|'?d like|theyd like|shed like|hed like|wed like|id like|we take|needs?|fancy|fancies|ill have|well have|well take|ill take|they take)\b(?! to be\b)(?!.* to #)"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _ACTS)
_SET = re.compile(
    r"\b(?:make|made|to|should|be|is|are|at|only|just|set|read|reads|bring|actually|sorry|meant|oops|say|now|keep|want)\b"
)


def clauses_of(tokens: Sequence[Token]) -> list[Clause]:
    """The clauses of a sentence; header words mark the clause that has them and are gone from it."""
    out: list[Clause] = []
    held: list[Token] = []
    roles: set[str] = set()
    joined = ""
    prepared = _joined_up(_without_preface(tokens))
    names = [token.norm for token in prepared]
    halves = sum(1 for i, name in enumerate(names) if name == "half" and names[i - 1 : i] != ["and"] and names[i + 1 : i + 2] not in (["and"], ["of"], ["a"]))
    for index, token in enumerate(prepared):
        cut = not _shortened(prepared, index) and ((token.kind == "mark" and token.norm in _MARKS) or token.norm in _JOINS or _dash(token))
        if token.norm == "half" and halves > 1 and held:
            out += _several(held, joined, roles)
            joined, roles, held = ",", set(), []
        if token.kind in ROLES:
            roles.add(token.kind)
        elif not cut:
            held.append(token)
        if cut:
            if any(token.kind != "mark" for token in held):
                out += _several(held, joined, roles)
                joined, roles, held = token.norm, set(), []
            elif not held:
                joined = token.norm if joined in ("", ",") or token.norm in _JOINS else joined
    if held or roles:
        out += _several(held, joined, roles)
    return out


def _several(held: Sequence[Token], joined: str, roles: set[str]) -> list[Clause]:
    return [_clause(part, joined if not index else ",", roles) for index, part in enumerate(_split(held))]


def _split(held: Sequence[Token]) -> list[list[Token]]:
    """ "green lids 36 pots 12", "100 silver 200 gold": one stretch for each number."""
    numbers = [i for i, t in enumerate(held) if t.kind == "num" and not t.aside and not _describes(held, i)]
    names = [index for index, token in enumerate(held) if is_name(token)]
    wanted, refused = _numbers(held)
    if len(numbers) < 2 or refused is not None or len(names) < 2:
        return [list(held)]
    leads = numbers[0] < names[0]
    cuts = numbers[1:] if leads else [index + 1 for index in numbers[:-1]]
    parts = [list(held[first:last]) for first, last in zip([0, *cuts], [*cuts, len(held)], strict=True)]
    return parts if all(any(is_name(token) for token in part) for part in parts) else [list(held)]


def _shortened(tokens: Sequence[Token], index: int) -> bool:
    """The stop of "pcs." and "doz." ends nothing."""
    before = tokens[index - 1] if index else None
    return tokens[index].norm == "." and before is not None and before.norm in _STOPPED and index + 1 < len(tokens)


def _dash(token: Token) -> bool:
    return token.kind == "mark" and token.norm in "-–—>"


def _joined_up(tokens: Sequence[Token]) -> list[Token]:
    """Without hyphens inside of words: "ten-inch" and "de-luxe" are no two clauses."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if _dash(token) and before and after and before.end == token.start and token.end == after.start:
            continue
        out.append(token)
    return out


def _without_preface(tokens: Sequence[Token]) -> list[Token]:
    """Without "one more thing": its number counts nothing."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        ahead = [token.norm for token in tokens[index + 1 : index + 3]]
        is_count = tokens[index].kind == "num" and tokens[index].value <= 5
        told = next((i for i, name in enumerate(ahead, 1) if name in _THINGS), 0)
        if is_count and told:
            index += 1 + told
            continue
        if is_count and ahead[:1] == ["more"] and ahead[1:2] in ([":"], [","], ["-"], ["–"], ["—"], []):
            index += 2
            continue
        out.append(tokens[index])
        index += 1
    return out


def _clause(held: Sequence[Token], joined: str, roles: set[str]) -> Clause:
    tokens, places = _placed(_pronouns(held))
    said = " ".join("#" if token.kind == "num" else token.norm for token in tokens if token.kind != "mark")
    wanted, refused = _numbers(tokens)
    content = tuple(token for token in tokens if is_name(token))
    act = next((name for name, pattern in _COMPILED if pattern.search(said)), "")
    if not act or (act == "keep" and wanted) or (act == "swap" and refused and not content[1:]):
        act = ("set" if _SET.search(said) else "count") if wanted else act or ("name" if content or places else "")
    if "not" in said.split() and act in ("drop", "", "set", "count", "name", "add") and content:
        act = _contrasted(tokens, act)
    an = any(token.norm in ("a", "an", "another") and token.kind == "word" for token in tokens)
    return Clause(tuple(tokens), joined, act, said, wanted, refused, content, places, frozenset(roles), an)


def is_contracted(token: Token) -> bool:
    """Whether a word is "she'll" and the like, which without its mark would be a shell."""
    return token.kind == "word" and token.norm in _CONTRACTED and token.end - token.start > len(token.norm)


def as_said(tokens: Sequence[Token], text: str) -> list[Token]:
    """The tokens as they were said: "same quantity" is no number here, and "line 2 should be 50" has two."""
    base = tokens[0].start if tokens else 0
    out: list[Token] = []
    for token in tokens:
        shown = text[token.start - base : token.end - base]
        place = re.match(r"(\d{1,2})\W+[a-z]", shown) if out and out[-1].norm in ("line", "item", "row") else None
        if token.kind == "num" and (re.search(r"same|as many|likewise", shown, re.I) or place):
            out += [one for one in tokenize(shown, token.start) if one.norm != "\n"]
        else:
            out.append(token)
    return out


def _contrasted(tokens: Sequence[Token], act: str) -> str:
    """ "blue not ivory" tells two apart; "not the blue" takes one away."""
    at = next(index for index, token in enumerate(tokens) if token.norm == "not")
    before = any(is_name(token) for token in tokens[:at])
    behind = [index for index in range(at + 1, len(tokens)) if is_name(tokens[index])]
    its = next((i for i in range(at + 1, len(tokens)) if tokens[i].norm in ("its", "it", "but")), len(tokens))
    if behind and behind[0] < its and (before or any(index > its for index in behind)):
        return "contrast"
    return act


def is_name(token: Token) -> bool:
    """Whether a word may name an article, and is none of those that only change lines."""
    if token.kind in ("size", "many", "code"):
        return True
    if token.kind != "word" or len(token.norm) < 2 or token.norm in CHANGING or is_contracted(token):
        return False
    return token.norm not in STOP or token.norm in ("home", "love")


def _pronouns(tokens: Sequence[Token]) -> list[Token]:
    """ "that one", "one is for show": a one that counts nothing."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        after = tokens[index + 1].norm if index + 1 < len(tokens) else ""
        before = out[-1].norm if out else ""
        if token.kind == "num" and token.times == "word" and token.value == 1 and token.unit is None and token.norm in ("1", "one"):
            counts = after in ("of", "more", "less", "fewer", "each", "only", "please") or before in (
                "just", "only", "to", "be", "make", "than", "as", "add", "",
            )  # fmt: skip
            counts = counts or (before == "the" and bool(after) and after not in ("is", "was", "are"))
            if not counts or after in ("is", "was", "in", "on") or (before == "the" and not after):
                token = replace(token, kind="word", norm="one")
        out.append(token)
    return out


def _placed(tokens: Sequence[Token]) -> tuple[list[Token], tuple[int, ...]]:
    """Tokens without those that point at a line by its place; -1 is the last."""
    out: list[Token] = []
    places: list[int] = []
    skip = 0
    names = [token.norm for token in tokens]
    for index, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        after = names[index + 1] if index + 1 < len(names) else ""
        is_number = index + 1 < len(tokens) and tokens[index + 1].kind == "num" and tokens[index + 1].value <= 20
        if token.norm in ("line", "item", "row") and is_number:
            places.append(int(tokens[index + 1].value) - 1)
            skip = 1
        elif token.norm in ("last", "final", "bottom") and after in ("", "one", "line", "item", "1"):
            places.append(-1)
            skip = 1 if after else 0
        elif token.norm in (*PLACES, "top") and after in ("", "one", "line", "item", "to", "should", "is"):
            places.append(PLACES.get(token.norm, 0))
            skip = 1 if after in ("one", "line", "item") else 0
        else:
            out.append(token)
    return out, tuple(places)


def _describes(tokens: Sequence[Token], index: int) -> bool:
    """ "12 in the set", "7\" single": a number of the article itself."""
    after = [token.norm for token in tokens[index + 1 : index + 4]]
    before = [token.norm for token in tokens[max(0, index - 2) : index]]
    if len(before) == 2 and before[1] == "of" and before[0] in _SETS:
        return True
    if after[:1] in (['"'], ["'"], ["inch"], ["in"]) and after[1:2] != ["the"] and after[:1] != ["in"]:
        return True
    return after[:1] in (["in"], ["to"], ["per"]) and bool(_SETS & set(after[1:3]))


def _numbers(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], Token | None]:
    """The numbers that are wanted, and one behind "not", "from", "instead of"."""
    wanted: list[Token] = []
    refused: Token | None = None
    numbers = [index for index, token in enumerate(tokens) if token.kind == "num"]
    if len(numbers) == 2 and tokens[numbers[1] - 1].norm in ("to", "into", "be") and tokens[numbers[0]].value != tokens[numbers[1]].value:
        return (tokens[numbers[1]],), tokens[numbers[0]]
    for index, token in enumerate(tokens):
        if token.kind != "num" or is_measured(tokens, index) or _describes(tokens, index):
            continue
        before = [one.norm for one in tokens[max(0, index - 3) : index]]
        denied = before[-1:] in (["not"], ["from"], ["than"], ["nt"]) or before[-2:] in (["instead", "of"], ["not", "the"])
        if denied or before[-2:] == ["rather", "than"] or before[-3:] == ["instead", "of", "the"]:
            refused = token
        else:
            wanted.append(token)
    return tuple(wanted), refused
