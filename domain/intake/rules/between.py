"""What a reply is beside changes: a question in between, a confirmation, the end of the whole draft."""

import re
from collections.abc import Sequence

from domain.intake.rules.acts import QUESTION
from domain.intake.rules.drafting import State
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.naming import Naming
from domain.intake.rules.preparing import Prepared
from domain.intake.rules.speech import clauses_of

_CONFIRM = re.compile(
    r"\b(?:con ?fir?m?r?i?m(?:ed|ing)?|confrim(?:ed)?|go ahead|go for it|send (?:it|that|them|away|off)|"
    r"fire (?:it|away)|put (?:it|that|this|them) (?:through|on|in)|"
    r"(?:book|place|ship|do|finish|process|submit|release|accept|approve|pass|push|key|enter|get|crack|"
    r"sign) (?:it|that|this|them|on|everything|away)\b|good to go|"
    r"(?:that'?s|thats|that is|tahts|this is) (?:it|everything|all|the lot|right|fine|correct|perfect|final|us|"
    r"good|great|lovely)|sign(?:ed|s)? (?:it )?off|"
    r"all (?:good|correct|fine|done|set|ok|yours)|everything (?:is )?(?:ok|fine|correct|good|right)|(?:can|may|"
    r"you may) (?:go|release|book|proceed|ship)|"
    r"proceed|process|order (?:it|them|that|this|away)|book|ok(?:ay)?|agreed|looks (?:good|right|fine|great|"
    r"correct|perfect|spot)|go\b|yep|yup|"
    r"yes|yeah|aye|approved?|accepted?|sorted|perfect|spot on|get (?:it|that) \w+|happy (?:with|to)|happy\b|"
    r"submit|lock it in|release|done\b|lovely|great|grand|"
    r"as it (?:now )?stands|send\b|ship it|on you go|green light|thumbs up|nod(?:ded)?|sound)\b",
    re.I,
)
_NOT_YET = re.compile(
    r"\b(?:not yet|hang on|hold (?:on|fire|off)|wait|bear with|before (?:you|i|we)\b|don'?t (?:\w+ )?(?:confirm|"
    r"send|go|book|place|submit|put|ship|do)|"
    r"one (?:sec|minute|mo)|(?:a|two) (?:sec|secs|mo|min|mins)|not (?:quite )?(?:ready|done|sure|confirmed)|"
    r"(?:let me|i'?ll|will|need to|got to|gonna|going to) (?:just )?"
    r"(?:check|ask|come back|confirm|see|ring|call|get back)|until\b|once (?:she|he|they|i|we)\b|back in (?:\d+|"
    r"a|five|ten)|brb|yet\b|hasn'?t|haven'?t|awaiting|waiting)\b",
    re.I,
)
_DISCARD = re.compile(
    r"\b(?:discard|scrap (?:the (?:lot|order|draft|whole)|this (?:one|order)|everything)|cancel (?:the (?:lot|"
    r"order|draft|whole)|this|everything|all of (?:it|this|that))|"
    r"forget (?:the (?:lot|order|whole thing))|bin (?:the (?:lot|order|draft|whole)|this)|drop the (?:lot|order|"
    r"whole)|"
    r"delete (?:the (?:lot|order|draft)|this)|abandon|pull (?:the (?:order|lot|plug)|this)|call it off|"
    r"kill (?:the (?:order|lot|draft)|this)|tear (?:it|this) up|"
    r"(?:don'?t|doesn'?t|do not|no longer) (?:want|need) (?:any of (?:it|this|that)|it any ?more|the order|"
    r"anything)|(?:won'?t be|not) (?:going ahead|ordering|proceeding)|"
    r"withdraw|leave it (?:altogether|for now|there|be)|throw (?:it|this) away|wipe (?:it|the lot)|"
    r"lose the (?:lot|order|whole))\b",
    re.I,
)
_DISCARD_WEAKLY = re.compile(
    r"\b(?:(?:scrap|scratch|cancel|forget|bin|drop|kill|pull|delete|ditch|leave|lose|scrub) (?:it|"
    r"that)(?: all)?|never ?mind|(?<!\w )cancel\W*$|forget about it|don'?t (?:bother|order|send)(?: (?:it|any|"
    r"with it))?|"
    r"no longer (?:want|need))\b(?! (?:out|off|as|at|one|to|with|in)\b)",
    re.I,
)
_REQUEST = re.compile(
    r"^\W*(?:(?:and|ok|okay|oh|hi|hello|please|sorry|also|right|so|then|actually|phew|well|but|hm+)\W+)*(?:can|"
    r"could|would|will|may|might|shall|cld|wld) \w+",
    re.I,
)
_TELL_ME = re.compile(
    r"\b(?:tell|let) (?:me|us) know\b|\b(?:tell|remind|show) (?:me|us)\b|\b(?:find out|check) (?:if|whether|"
    r"what|when|how|the price|stock)\b|\bin stock\b|\bavailable\b|\bhow (?:much|many)\b",
    re.I,
)
_ASKING = re.compile(
    r"^\W*(?:(?:and|ok|okay|oh|hang on|wait|sorry|btw|also|actually|before you book|remind me|quick one|quick q|"
    r"so|right|but)\W+)*(?:do|does|did|is|are|was|were|have|has|had|when|whens|where|wheres|what|whats|"
    r"which|who|why|how|hows|any)\b|\bhow (?:much|many)\b.*\?|\bin stock\b.*\?",
    re.I,
)
_ASKED = ("stock_query", "price_query", "order_status", "billing_query", "credit_query", "return_request", "other")
_STOCKED = re.compile(
    r"\b(?:stock|enough|available|availability|got|have (?:we|you)|left|come in|coming|building|warehouse|shelf|"
    r"when|how soon|how many|soon)\b",
    re.I,
)
_INVOICED = re.compile(r"\b(?:invoices?|paid|statement|credit note)\b", re.I)
_PRICED = re.compile(r"\b(?:price|cost|how much|charge|come to|total|going for|going out at|\d+\.\d\d|each)\b", re.I)


def confirms(text: str) -> bool:
    """Whether a message says that the draft may go, and go now."""
    return bool(_CONFIRM.search(text)) and not _NOT_YET.search(text)


def asks(text: str) -> bool:
    """Whether a sentence only asks; "could the pots be 10?" wants something."""
    asked = text.rstrip(" )x").endswith("?")
    if _REQUEST.match(text):
        return bool(_TELL_ME.search(text))
    if not asked and re.match(r"^\W*do (?!we\b|you\b|they\b|i\b|u\b)", text, re.I):
        return False
    return (bool(_ASKING.search(text)) and (asked or bool(QUESTION.match(text)) or bool(_TELL_ME.search(text)))) or (
        asked and bool(_TELL_ME.search(text))
    )


def between_of(made: Prepared, asking: Sequence[Gathered]) -> str | None:
    """The intent of a question that leaves the draft as it is."""
    if not asking:
        return None
    shown = " ".join(one.sentence.text for one in asking)
    scores = {name: score for name, score in made.evidence.scores.items() if name in _ASKED}
    if "stock_query" in scores and not re.search(r"\b(?:order|delivery|SO-?\d)", shown, re.I):
        scores.pop("order_status", None)
    best = max(scores.items(), key=lambda one: (one[1], one[0]), default=("", 0.0))
    if best[1] >= 1.2:
        return best[0]
    if _INVOICED.search(shown):
        return "billing_query"
    learned = next(((name, share) for name, share in made.intents if name in _ASKED), ("", 0.0))
    if learned[1] >= 0.3:
        return learned[0]
    if _PRICED.search(shown):
        return "price_query"
    return "stock_query" if _STOCKED.search(shown) else learned[0] if learned[1] >= 0.1 else None


def discards(text: str, made: Prepared, state: State) -> bool:
    """Whether the whole draft is given up, and not a line or a question of it."""
    if _NOT_YET.search(text) and not _DISCARD.search(text):
        return False
    if _DISCARD.search(text):
        return not any(token.kind == "code" for one in made.gathered for token in one.sentence.tokens)
    if not _DISCARD_WEAKLY.search(text) or [one for one in state.questions if one.about != "customer"]:
        return False
    named = Naming(made.matcher)
    weak = (
        next(one for one in made.gathered if _DISCARD_WEAKLY.search(one.sentence.text))
        if any(_DISCARD_WEAKLY.search(one.sentence.text) for one in made.gathered)
        else None
    )
    if weak is None or any(token.kind in ("num", "code") for one in made.gathered for token in one.sentence.tokens):
        return False
    clauses = clauses_of(weak.sentence.whole or weak.sentence.tokens)
    return not any(named.lines(one.words, state.skus).sure for one in clauses if one.words)
