"""What a sentence speaks of, by families of words: one writer says "ceiling" where another says "limit"."""

import re
from collections import Counter
from collections.abc import Sequence

from domain.intake.rules.acts import is_question, is_request, orders, wishes
from domain.intake.rules.gathering import Gathered

#: So much of a message is looked at, and so much of one sentence.
MOST_TEXT, MOST_OF_ONE = 4_000, 600
_FAMILIES = {
    "enquiring":
        r"ask(?:s|ed|ing)?|wonder(?:s|ed|ing)?|enquir\w+|query|queries|question|check(?:s|ed|ing)?|know|tell|confirm|"
        r"find out|advise|yes or (?:a )?no|yes/no",
    "undecided":
        r"commit(?:s|ted|ting)?|decid\w+|thinking|thought|mayb?e|might|perhaps|plan(?:s|ning|ned)?|considering|toying|"
        r"hint\w*|fancies|eye(?:ing|s)? (?:up|on)|until|till|once|unless|depend\w*|first|before (?:i|we|she|he|they)|"
        r"not (?:sure|yet)|nod|next (?:year|season|spring|summer)|new year|january|february|feb|jan|spring|easter|"
        r"june|summer",
    "price":
        r"price[sd]?|pricing|cost(?:s|ing)?|figures?|quot\w+|charg\w+|rates?|trade|list price|price list|breaks?|"
        r"discount\w*|how much|per (?:unit|piece|bag|box|set|dozen|pack)|each at|a pop|"
        r"what(?:'s| is| are)? .{0,40}(?:a pair|each|going for)|come to|comes (?:in|out) at|better rate|"
        r"best (?:you|we) (?:can|could)|unit|vat|carriage",
    "stock":
        r"stock(?:s|ed)?|shel(?:f|ves)|holding|hold|have (?:we|you)|"
        r"(?:do|did|will|would) (?:we|you|they) (?:still |even |actually )?(?:have|hold|keep|stock|got)|"
        r"(?:we|you)(?:'ve| have) (?:got|any|enough|left)|got (?:any|enough|left)|available|availability|left|due|"
        r"back in|lay (?:your )?hands|get hold|spare|lead time|in the warehouse|enough|allocat\w+|reserv\w+",
    "by when":
        r"(?:can|could|would|will|might) .{0,90}\b(?:by|before|for) (?:the |next |this )?"
        r"(?:mon|tue|wed|thu|fri|sat|sun|\d|end|week|w/c|tomorrow|same day)|in time|too tight|how soon|earliest|"
        r"when (?:could|can|will|would|are|is|do|does)|"
        r"(?:reach|be (?:here|there|with (?:us|you|them|him|her))).{0,40}\b(?:by|before|on)",
    "late":
        r"promised|still (?:not|no|nothing|waiting|without)|waiting (?:for|on)|chas\w+|late|delay\w*|"
        r"nothing (?:yet|since|here)|not here|no sign|overdue|unacceptable|disappoint\w+|complain\w*|fed up|"
        r"(?:second|third) time|unhappy|no record|apolog\w+",
    "status":
        r"where(?:'s| is| are|abouts)?|shipped|despatch\w*|dispatch\w*|track\w*|courier|carrier|gone out|"
        r"went (?:out|on)|on (?:its|their) way|left (?:yet|us|you)|arrive[ds]?|any (?:joy|news|word|update)|"
        r"what(?:'s| has|s) happen\w+|when\?",
    "back":
        r"return\w*|collect(?:ed|ion)?|refund\w*|replac\w+|credited?|take back|fetch\w* back|send\w* back|sent back|"
        r"broken?|smashed|cracked|chipped|snapped|damaged?|faulty|soak\w+|bent|torn|wrong|photos?|photographs?|pics?|"
        r"missing",
    "invoice":
        r"inv(?:oice[sd]?)?|inv-?\d+|credit notes?|bill(?:ed|ing)?|statement|accounts|payment|paid|overcharged|vat|"
        r"pod|copy of",
    "credit":
        r"credit|limit|ceiling|headroom|on hold|held|on stop|bounce|rope|owe[sd]?|overdue|showing red|on account|"
        r"terms|go over|good for",
    "auto":
        r"auto\w*|ooo|out of (?:the )?office|bot|annual leave|on leave|holiday|back (?:on|in)|until|colleague|"
        r"won't see|can't see|not reading|off till|limited access|urgent|is (?:away|off)|"
        r"thank you for your (?:e-?mail|message)",
    "praise":
        r"thrilled|chuffed|loves?d?|beautiful\w*|nice words|pleased|delight\w*|stars|well done|nice one|went down|"
        r"gone by|looked? (?:lovely|wonderful|great|a treat)|thank(?:s| you) (?:so much |very much |for )|"
        r"compliment\w*|best wishes|happy (?:friday|monday)|whoever",
    "news":
        r"newsletter|unsubscribe|offers?|weekly|win|deals?|% off|factory|moq|fob|phishing|spam|funny|fyi|for info|"
        r"heads up|forwarded|click|link|readers'?|advert\w*|samples?|new lines",
    "change":
        r"cancel\w*|amend\w*|chang\w+|alter\w*|instead|reduce|bring .{0,30}down|down (?:from|to)|knock|take off|"
        r"forget|drop|split|swap|add (?:to|on)|the order (?:we|i|from)|existing",
    "past":
        r"had (?:from|last)|came|arrived|sold|bought|ordered|sent|gave|last (?:week|month|time|year)|yesterday|"
        r"on (?:thursday|friday|monday|tuesday|wednesday|saturday|sunday)|in (?:october|september|march|august)|"
        r"since|have (?:been|dressed|hung|finally)|already",
    "firm no":
        r"(?:not?|don'?t|do not|never|nothing|nowt|nobody'?s?|without|no need|isn't|won'?t|hold off|dare) "
        r"(?:\w+ ){0,3}?(?:order\w*|book\w*|key\w*|put (?:it|them|this|through)|enter\w*|raise|process|reserve|"
        r"allocate|send|commit\w*|go out|to go|needed|wanted|now|yet|firm)|"
        r"(?:just|only) (?:asking|pricing|figures|thinking|parking|a question|for info|so)|"
        r"(?:figures|enquiry|question|pricing) only|enquiry|thinking (?:out loud|aloud|about)|for the record|"
        r"on record|nothing now|not for now|before (?:i|we|she|he|they) (?:order|commit|decide|ring|place)",
    "wanting":
        r"want(?:s|ed)?|need(?:s|ed|ing)?|would like|'d like|like|please|pls|plz|send|"
        r"put (?:\w+ ){0,2}?(?:down|through|in|us|me)|book|order|take|after|have|add|due|supply|deliver\w*|"
        r"dispatch to|for (?:delivery|the)|top[- ]?up|restock",
}  # fmt: skip
_PATTERNS = tuple((name, re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.I)) for name, said in _FAMILIES.items())


def topic_signs(gathered: Sequence[Gathered], subject: str | None) -> dict[str, float]:
    """What a message speaks of, and whether in the sentences with its items, above or below them, and in a question."""
    counts: Counter[str] = Counter()
    with_items = [place for place, one in enumerate(gathered) if one.items]
    budget, asks = MOST_TEXT, False
    for place, one in enumerate(gathered):
        text = one.sentence.text[: min(budget, MOST_OF_ONE)]
        budget -= len(text)
        if text.strip():
            where = "in" if one.items else _side(place, with_items)
            asks = _asks(text)
            counts.update(_spoken(text, where, asks=asks))
            counts.update(_done(one, text, where, asks=asks))
    for name, pattern in _PATTERNS:
        counts[f"subject {name}"] += bool(pattern.search((subject or "")[:MOST_OF_ONE]))
    counts["subject ?"] += "?" in (subject or "")
    told = {name: count for name, count in counts.items() if count}
    return {name: min(count, 4) / 3 for name, count in told.items()} | {f"any {name}": 1.0 for name in told} | {
        "ends asking": float(asks)
    }  # fmt: skip


def _side(place: int, with_items: Sequence[int]) -> str:
    """Where a sentence without items stands: above those that have some, below, between, or there are none."""
    if not with_items:
        return "without"
    return "above" if place < with_items[0] else "below" if place > with_items[-1] else "between"


def _asks(text: str) -> bool:
    return (is_question(text) or text.rstrip().endswith("?")) and not is_request(text)


def _spoken(text: str, where: str, *, asks: bool) -> Counter[str]:
    """The families that a sentence has a word of."""
    out: Counter[str] = Counter()
    for name, pattern in _PATTERNS:
        if pattern.search(text):
            out[f"of {name}"] += 1
            out[f"of {name} {where}"] += 1
            if asks:
                out[f"of {name}?"] += 1
                out[f"of {name} {where}?"] += 1
    return out


def _done(one: Gathered, text: str, where: str, *, asks: bool) -> Counter[str]:
    """What a sentence does, and how many items it does that with."""
    out: Counter[str] = Counter({f"act {one.act} {where}": 1})
    if one.items:
        counted = sum(item.quantity is not None for item in one.items)
        out[f"items {one.act}"] += counted
        out[f"items bare {one.act}"] += len(one.items) - counted
        out["items listed"] += one.is_listed
    out[f"requests {where}"] += is_request(text)
    out[f"orders {where}"] += orders(text)
    out[f"wishes {where}"] += wishes(text)
    out[f"asks {where}"] += asks
    return out
