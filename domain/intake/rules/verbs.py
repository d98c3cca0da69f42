"""The words that work on a draft: which act a clause does, which words name nothing, what is only talk."""

import re
from collections.abc import Sequence

from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import CONTAINERS, STOP, TALK, words

# Words that change a draft and name no article.
CHANGING = words("""
    drop remove delete scratch lose loose cancel forget scrap scrub bin ditch skip strike rid get take
    knock minus no without not leave out off make made change swap swop set reduce increase raise lower
    cut bump adjust update switch replace exchange keep double treble triple twice halve half quarter
    rather instead total altogether extra fewer less rest others meant mean actually correction oops
    sorry draft back round swapped add added thing apiece each every everything all both same amount
    amounts last first second third fourth fifth sixth place become becomes becoming bring put up down
    undo revert before again too well plus also include pop chuck stick throw sling bung want wants need
    needs should could can please pls go goes stay stays remain remains remaining remainder neither none
    either wait hang hold hm hmm ah argh ugh nah lol aaand right ok okay yes yeah yep fine just only
    oops misread misheard wrong instead reading number numbers anyway after sorry thx ta cheers stand
    stands stood they she he we them those these that this it one ones other another with than count
    match matching maybe later reflection afraid changes way ways digits kindly lets let do doing
""")
# A number among nothing but these belongs to what was spoken of last.
_BARE = words("""
    please pls plz x xx no nope sorry make it that just only then so ok okay i said meant mean should be
    say lets go for right now of course each apiece them those these to up down actually oops wait hang
    on hold and will do ta thanks thx cheers tx is are as before like more less of the all rather than
    not in total number exactly maybe one ah hm hmm um er erm yes yep yeah nah call scratch better round
    back again well apologies correction read about both every was i'd want have take put how us me we
    make'em at oh any other x's s'il love mate fella hun enough instead
""")
_WISHING = words("want wants like likes take takes need needs have rather after asking add")
_TALK = {
    word.replace("'", "")
    for word in TALK - words("be am are is was were been being fine evening month till until how when")
    if word not in ("she'll", "we'll", "we'd", "i'd", "he'll", "let's")
}
_CONTRACTED = words(
    "shell hell well wed shed hed ill id youll youd theyd theyll itll thatll youre theyre ive youve theyve weve"
)
_ASIDE = re.compile(
    r"\bback in #|# ?(?:min|mins|minutes?|secs?|mo|moments?|ticks?|hours?|hrs|days?|weeks?|months?|years?|ft|"
    r"foot|feet|miles?|pm|am|oclock)\b|\bin (?:a|#) (?:min|mins|sec|mo|bit|tick)\b|"
    r"\b(?:only )?if\b|\bunless\b|\bbecause\b|\bcos\b"
)
_ACTS = (
    ("undo",
        r"\b(?:ignore|scratch|scrap|forget|cancel) (?:that |my |the )?last (?:message|one|change|bit|edit)\b|"
        r"\bas you were\b|\bundo\b|\bas it was\b|\bas (?:they|it) were\b|\bhow (?:it|they|that|things) (?:was|"
        r"were)\b|"
        r"\brevert\b|\b(?:as|like) before\b|\bto what (?:it|they) (?:was|were)\b|\bthe way (?:it|they) (?:was|"
        r"were)\b"),
    ("back",
        r"\b(?:put|bring|have|want|wants|add|stick|pop|chuck|take|get|"
        r"need)\b(?! # off).{0,60}\bback\b(?! to #)(?! order)|"
        r"^(?:no |wait |hang on |right |ok |actually |oh |then )*(?:and )?back (?:to|on|in) (?!#)|\breinstate|"
        r"\brestore\b|"
        r"\bgo(?:es|ing)? back to (?!#)"),
    ("other way", r"\b(?:other|wrong) way (?:round|around)\b|\bback to front\b"),
    ("swap",
        r"\b(?:swap|swop|replace|exchange|trade)(?:d|s)?\b|\b(?:change|switch)(?:d|s)?\b.{0,60}\b(?:for|to|with|"
        r"into)\b(?! #)|\binstead\b(?! of #)|"
        r"\bin place of\b|\bin (?:its|their|his|her) place\b|\brather than\b(?! #)|\brather have\b.*\bthan\b|"
        r"\bbecomes?\b"),
    ("same", r"\b(?:the |in )?same\b(?! (?:day|time|place|address|week|one\b))|\bas many\b|\blikewise\b|\bditto\b"),
    ("scale",
        r"\b(?:double|treble|triple|halve|quadruple)\b|\btwice as many\b|\bhalf (?:as many|the|of the|that|it|"
        r"them|those)\b|\bcut\b.*\b(?:in|by) half\b"),
    ("less",
        r"# (?:less|fewer)\b|\b(?:take|knock|drop|lose|shave|minus|cut|get) # (?:\w+ ){0,3}?(?:off|from|out|"
        r"of)\b|\b(?:down|reduce\w*|drop|cut) .{0,30}\bby #|"
        r"\b(?:less|fewer) by #|\bdown (?:by )?#|# off (?:the|that|those|of)\b"),
    ("more",
        r"# (?:\w+ )?more\b|# extra\b|\b(?:another|extra|additional) #|\bup .{0,30}\bby #|\b(?:increase|raise|"
        r"bump)\w* .{0,30}\bby #|\bup #|# on top\b|\bmore: #"),
    ("keep",
        r"^(?!.*\b(?:drop|lose|loose|remove|scrap|bin|ditch|cancel|delete|scrub|take)\b).*(?:\b(?:stays?|"
        r"remains?|remaining|keep|keeps|keeping|the rest|(?:every\w+|all) else|stands?)\b|\b(?:is|are|was|"
        r"were) (?:fine|good|ok|okay|right|correct|perfect)\b|"
        r"\bleave\b(?!.*\b(?:out|off)\b)(?=.*\b(?:as|alone|be|in|are)\b))"),
    ("drop",
        r"\b(?:drop|remove|delete|scratch|lose|loose|cancel|forget|scrap|scrub|bin|ditch|skip|strike|omit|axe|"
        r"kill)\b|\brid of\b|"
        r"\b(?:take|knock|pull|get|leave|cross|strip|whip|miss|move)\b.{0,80}\b(?:off|out|away)\b|\bleave (?:it|"
        r"that|those|them)\b(?! (?:at|as|to|be|alone))|"
        r"\b(?:no|without|minus|not) (?!and\b|so\b|the same|wait|sorry|hang|hold|problem|rush|worries|more\b|"
        r"make|need|yet|sure|that\b|thanks|#|just|bad|really|"
        r"only|too|quite|the (?:best|worst)|to\b|at\b|in\b|for\b|a\b|bother|room|hurry|doubt|idea|use|good|"
        r"one\b|i\b|we\b|she\b|he\b|they\b|it\b|its\b|is\b|are\b|was\b|from\b|till\b|until\b)\w|"
        r"\b(?:don'?t|doesn'?t|do not|does not|won'?t) (?:\w+ )?(?:want|need|take)\b|\bno longer (?:want|need)|"
        r"\b(?:can|must|should|will) come off$|"
        r"\b(?!it\b|that\b|this\b|she\b|he\b|order\b|one\b)\w\w+ goes$|^(?!#)(?!.*\b(?:sign\w*|fire|send|sent|"
        r"kick|ship|set|get|hold|it|finish\w*|better|day|time|month|week|well|back|go|going)\b).*\w\w off$|"
        r"\bneither\b|\bnone of\b|"
        r"^(?:(?:the|is|goes|comes|can|go|come|to|then|and|ok|please|pls) )*(?:out|off)"
        r"(?: (?:please|pls|now|then|too))*$"),
    ("add",
        r"\b(?:add|adding|also|too|as well|include|another|throw|stick|pop|chuck|sling|bung|additionally|"
        r"asking for|one more|put (?:on|in|down)|put .* (?:on|in))\b(?!.* to #)"),
    ("want",
        r"\b(?:wants?|would like|'?d like|theyd like|shed like|hed like|wed like|id like|we take|needs?|fancy|"
        r"fancies|ill have|well have|well take|ill take|they take)\b(?! to be\b)(?!.* to #)"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _ACTS)
_SET = re.compile(
    r"\b(?:make|made|to|should|be|is|are|at|only|just|set|read|reads|bring|actually|sorry|meant|oops|say|now|"
    r"keep|want)\b"
)


def act_of(said: str) -> str:
    """The act of a clause, from its words with # for each number; empty where none shows."""
    return next((name for name, pattern in _COMPILED if pattern.search(said)), "")


def sets(said: str) -> bool:
    """Whether a clause with a number says what a quantity is to be."""
    return bool(_SET.search(said))


def is_aside(said: str) -> bool:
    """Whether a clause tells of a time or a condition."""
    return bool(_ASIDE.search(said))


def is_talk(tokens: Sequence[Token]) -> bool:
    """Whether a clause tells something of people and wants nothing."""
    names = {token.norm for token in tokens}
    return (bool(names & _TALK) or any(is_contracted(token) for token in tokens)) and not names & _WISHING


def is_polite(token: Token) -> bool:
    """Whether a word beside a number adds nothing to it."""
    return token.norm in _BARE or token.norm in CONTAINERS or len(token.norm) == 1


def is_contracted(token: Token) -> bool:
    """Whether a word is "she'll" and the like, which without its mark would be a shell."""
    return token.kind == "word" and token.norm in _CONTRACTED and token.end - token.start > len(token.norm)


def is_name(token: Token) -> bool:
    """Whether a word may name an article, and is none of those that only change lines."""
    if token.kind in ("size", "many", "code"):
        return True
    if token.kind != "word" or len(token.norm) < 2 or token.norm in CHANGING or is_contracted(token):
        return False
    return token.norm not in STOP or token.norm in ("home", "love")
