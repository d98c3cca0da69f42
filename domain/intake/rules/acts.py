"""What a sentence does (orders, asks, tells, refuses) and, from that, what a message is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

REMEMBERED = 512
_CUES: tuple[tuple[str, float, str], ...] = (
    ("auto_reply", 3.0,
        r"\bout of (?:the )?office\b|\bauto(?:matic|mated)?[- ]?(?:reply|response|antwort)|\[auto\]|"
        r"automatisch antwoord|abwesenheit|respuesta automática|réponse automatique|\bOOO\b"),
    ("auto_reply", 1.7,
        r"\b(?:on|am on) (?:annual |maternity |parental |paternity )?leave\b|"
        r"limited access to (?:my )?e-?mail|mailbox is not (?:monitored|read)|will (?:answer|reply|"
        r"respond|get back to you) (?:on|when|after|upon) (?:my|i)\b|back in the office|"
        r"away from (?:my desk|slack|the office)|(?:not reading|reading no) (?:mail|messages|e-?mail)|"
        r"your (?:message|mail|e-mail) (?:has been|will be|was) (?:received|read|forwarded)|in my absence|"
        r"we are closed (?:for|until|from)|on (?:my )?holiday(?:s)? (?:until|till|from)|i am (?:away|"
        r"at the) .{0,40}(?:until|till|and answer)"),
    ("spam", 3.0,
        r"\bunsubscribe\b|click (?:here|below|this)|special offer ends|!!!.{0,40}\bfree\b|"
        r"\bfree\b.{0,40}!!!|view (?:this )?(?:email )?in (?:your )?browser|direct from (?:the )?factory|"
        r"minimum pallet|\breply (?:yes|stop)\b|clearance!!|catalogue attached.{0,30}factory"),
    ("spam", 1.5,
        r"\b\d{1,2} ?% off\b|\bbuy \d+ get \d+|mega .{0,20}deals|\*\*\*.{0,60}\*\*\*|"
        r"block(?:ing)? (?:them|this|these|the sender)|limited time|don'?t miss|sale now on|newsletter"),
    ("return_request", 2.6,
        r"\b(?:return|returns|returning) (?:number|note|form|label|authoris|slip|address|them|these|it\b)|"
        r"collection note|\brma\b|send (?:them|it|these|those|the \w+|\d+|some) back|(?:want|"
        r"need)s? to (?:come|go|send|be sent) back|(?:for|raise a|a|arrange a|one for) returns?\b|"
        r"\b(?:want|like|wish)e?s? to return|take (?:them|it|these) back|come back (?:to|from)|"
        r"get it all back|(?:collect|pick) (?:them|it) (?:up )?(?:back|again)?.{0,20}(?:credit|replace)|"
        r"uplift(?:ed)?\b|how do you want them back"),
    ("return_request", 1.6,
        r"\b(?:smashed|cracked|dented|chipped|shattered|snapped|broken|damaged|faulty|leak(?:ed|ing)|"
        r"soaked|scratched|torn|ripped|crushed|wingless|defective|mouldy|in bits|in pieces)\b|(?:water|"
        r"transit) damage|cracks? in\b|chips (?:out|in)\b|got wet"),
    ("return_request", 0.8, r"\b(?:credit or replace|replacements?|refund|photos? (?:attached|on my phone)|arrived)\b"),
    ("billing_query", 2.2,
        r"\b(?:the|our|their|an?|my|his|her|your|this|that|october|november|september|copy of the|these|"
        r"two|wrong|last|latest)\s+(?:\w+\s+)?invoices?\b|\binv(?:oice)?s?\.?\s*(?:no\.?\s*)?#?\d{3,}|"
        r"credit note|(?:been |was |were |got |are being )(?:charged|billed|invoiced|"
        r"double[- ]?(?:charged|billed))|\bstatement\b|paid (?:it |this |them |invoice )?(?:twice|"
        r"already)|\bremittance|\bvat invoice|overcharged|\bpayment (?:of|for|was|has|did|we)|proforma|"
        r"direct debit|\bBACS\b"),
    ("credit_query", 2.8,
        r"\bhold off\b(?! (?:on|for|until))|\b(?:saying|says|showing) blocked|credit sat|limit i mean|"
        r"credit (?:limit|hold|control|check|line|account status)|over (?:their|the|our|his|her|"
        r"its) (?:credit )?limit|\bon stop\b|\b(?:account|order|orders|is|are|they'?re|been|put|customer|"
        r"us|them|still) (?:is |are )?on hold\b|\btheir limit\b|our limit\b|\bheadroom\b|(?:credit|"
        r"limit) (?:left|is|available|remaining)|how much (?:credit|have they got left)|"
        r"account (?:is )?(?:blocked|stopped|frozen)|(?:raise|up|increase|lift) (?:the|their|our|his|"
        r"her) (?:credit )?(?:limit|hold)"),
    ("complaint", 2.2,
        r"\bcomplain(?:t|ing)?\b(?! already)|not acceptable|unacceptable|not good enough|fed up|disgrace|"
        r"shoddy|disappoint|appalling|ridiculous|furious|livid|fuming|let down (?:again|by)|(?:still|"
        r"yet) (?:not|nothing|no sign|haven't|hasn't|hadn't) .{0,30}(?:arriv|turned up|come|here|deliver|"
        r"sign)|promised (?:for|us|them|me|by|it|on)|days? late\b|weeks? late\b|where on earth|third time|"
        r"joke\b.{0,30}deliver|still not here|escalate|nothing has arrived|last time we|poor service"),
    ("order_status", 2.6,
        r"\bwhere(?:'s|s| is| are|abouts)?\b.{0,50}\b(?:order|delivery|lot|parcel|SO-?\d+|stuff|goods|"
        r"pallet|consignment|things)\b|\bSO-?\s?\d{3,}.{0,60}\b(?:gone|left|leave|ship|dispatch|despatch|"
        r"status|track|where|out yet|when|arriv|stuck|happening)|(?:has|have|did|is|"
        r"are) .{0,60}\b(?:gone (?:out )?yet|left (?:us|you|yet)|been (?:sent|shipped|despatched|"
        r"dispatched)|shipped yet|on its way|leave us)|tracking (?:number|no|ref|details|link)|"
        r"despatched and|(?:order|delivery) status|status (?:of|on) |(?:still )?waiting (?:on|for) (?:\d+|"
        r"the|our|an order)|\bwhat(?:'?s| is| are)? (?:[\w&'.-]{1,20} ){1,5}waiting (?:for|on)|"
        r"any (?:news|update|word) (?:on|of|about)|\bchas(?:e|"
        r"ing) (?:up )?(?:SO|the|an|our|order|this|it|for)\b"),
    ("order_status", 1.2, r"\bSO-?\s?\d{3,}\b.{0,80}\?|\bwhere.{0,10}SO-?\d+|due (?:to arrive|in) .{0,20}order"),
    ("order_change", 2.8,
        r"\b(?:cancel|amend|change|alter|take off|remove)\b.{0,50}\b(?:SO-?\s?\d{3,}|order (?:we|i|you|"
        r"from|of|placed|number|no)|yesterday'?s|the order|last week'?s|our order|my order|their order|"
        r"it (?:went|was|has)|delivery date)|\bSO-?\s?\d{3,}.{0,80}\b(?:cancel|amend|change|alter|reduce|"
        r"instead|increase|take off|drop|make it|knock)|(?:add|adding) .{0,60}(?:to (?:order )?SO-?\d+|"
        r"to (?:our|their|the|yesterday'?s|my) (?:existing|last|open|order))|\bcancel (?:the|that|it|them|"
        r"everything|all|our|her|his|their)\b"),
    ("price_query", 2.4,
        r"\b(?:how much|what(?:'s| is|s| are| would| do| does| did)?|tell me|need|after|give me|quote|"
        r"send me|know|confirm|check|got|asking|best|wants|get|if you have)\b[^.\n]{0,70}\b(?:price|"
        r"prices|pricing|cost|costs|charge|charging|quote|rate|rates|trade price|come to|comes to|"
        r"going rate)\b|how much (?:is|are|for|would|do|does|each|a|per|was|were|they|the)\b|"
        r"what are you (?:doing|charging|asking)|what (?:do|are) (?:we|they|you) ask(?:ing)? for|"
        r"what'?s .{1,50}going for|what (?:will|would|is|'?s) (?:be )?the total|"
        r"(?:\bprice|quote) (?:check|on|for|of|break|per|first|"
        r"please|enquiry)s?\b|price first|want trade per|what could we do on \d|please quote|"
        r"quantity (?:discount|break)|best (?:price|you can do)|(?:any|is there a?) (?:discount|"
        r"price break)|what does .{0,40}come to|cheaper (?:by|if|per)|just (?:after )?(?:a )?prices?|"
        r"unit price|price(?:d|s)? up"),
    ("stock_query", 2.4,
        r"\b(?:have|has|do|did|got|can|could|would|will|is|are|how many|any|if|when|"
        r"whether)\b[^.\n]{0,90}\b(?:in stock|on the shelf|available|availability|left\b|on hand|back in|"
        r"due (?:back )?in|in the warehouse|sat in|spare|get hold of|lay hands on|in the building)|"
        r"\b(?:have|'ve) (?:we|you) (?:got |still )?(?:any|enough|\d+|a|the|some|got|twenty|thirty)|"
        r"do (?:we|you) (?:still |actually |even )?(?:have|stock|carry|hold|keep)|(?:could|can|would|will|"
        r"might) (?:we|you|they|i|it|she|he|there) [^.?\n]{0,80}\bby (?:the |next |this |friday|monday|"
        r"tuesday|wednesday|thursday|saturday|sunday|\d|end|w/c|mid|early|late|christmas|dec|"
        r"nov)[^.\n]{0,60}\?|stock (?:check|level|position|query|of|on|for)s?\b|when (?:could|can|would|"
        r"will|are|is|do|does) (?:we|you|they|there|the|it|those|these|she|he|more)\b[^.\n]{0,60}\?|"
        r"^\W*(?:and |so )?when (?:could|can|would|will) (?:we|you|i|they)\b|when'?s? .{0,50}(?:next due|"
        r"due in|back in|in again)|how many .{0,50}(?:have|got|left|there|we)|lead time|out of stock\?|"
        r"\b(?:come|came|coming) (?:back )?in\b[^.\n]{0,20}\?|"
        r"\b(?:will|would) (?:you|we) (?:still )?have\b|how soon|earliest"),
)  # fmt: skip
_PATTERNS = tuple((name, weight, re.compile(pattern, re.I)) for name, weight, pattern in _CUES)
_REFUSED = re.compile(
    r"\b(?:no|not an?|isn'?t an?|not (?:actually )?(?:a )?(?:firm )?|without an?|nothing to) (?:orders?|"
    r"ordering|key|to order|enter|book)\b(?!\s*(?:no|number|ref|from you))|"
    r"\bdoes not constitute|enquiry only|\b(?:do not|don'?t|dont|please don'?t|not to|never|"
    r"no need to) (?:\w+ )?(?:(?:book|raise|key|enter|place|process|order|put|add|reserve|action|log|type|"
    r"input)\b(?: (?:anything|it|them|this|that|one|a|in|any|on|through|as|owt|yet|me|up|nowt|these|"
    r"the order))|(?:send|ship|do) (?:anything|any|owt)\b|need (?:it )?booking)|"
    r"not ordering|no order (?:today|this|from|yet|needed|as)|(?:just|only) (?:asking|a question|"
    r"wondering|curious|pricing|an? (?:enquiry|query)|for info|fyi|want to (?:know|see)|need (?:a|"
    r"to) (?:yes|know))|nothing (?:wanted|needed|to (?:key|order|enter|action|add))|"
    r"(?:it'?s|is|as) (?:only )?a (?:question|query|enquiry)|question only|won'?t commit|"
    r"not (?:yet )?committ|just (?:logging|letting|noting|sharing|a heads|a note|so you know)|before (?:i|"
    r"we|she|he|they) (?:order|commit|decide|place|put)|(?:doesn'?t|not) (?:need|want) (?:anything|owt)|"
    r"only pricing|not (?:a |an )?order\b|isn't (?:an )?order|no rush to (?:book|key)|not for now|"
    r"not (?:just )?yet\b[^.\n]{0,30}(?:order|commit)|not (?:actual )?order|hold fire|nothing (?:firm|"
    r"definite)|thinking about it|don't need anything",
    re.I,
)
_FUTURE = re.compile(
    r"\b(?:might|may|could|thinking (?:of|about)|considering|toying|planning|hoping|"
    r"looking) (?:\w+ )?(?:want|need|take|have|order|go for|of|to|at)\b.{0,80}\b(?:new year|next (?:year|"
    r"season|month|spring|summer)|january|february|spring|summer|easter|once|when|if|depending|"
    r"after christmas|in the new)|in (?:january|february|the new year|spring|the spring) (?:first|maybe|"
    r"perhaps|probably|possibly)|waiting on|get it past|will (?:order|let you know|be in touch|"
    r"come back)\b.{0,40}(?:later|next|soon|when|once|if|after)|let you know (?:when|if|once|nearer|in)|"
    r"watch this space",
    re.I,
)
_PAST = re.compile(
    r"\b(?:thank(?:s| you)(?: so much| very much)? for (?:the|your|sending|all|packing|getting|sorting|"
    r"that|those)|came (?:on|today|yesterday|this|last|friday|monday|tuesday|wednesday|thursday|safe)|"
    r"arrived|we had from you|"
    r"(?:sold|flew|gone|went) (?:out|like)|(?:bought|had|ordered|got) (?:last|from you|them last|"
    r"yesterday|in)|all gone by|turned up|look a treat|are all up|going down a storm|have been (?:a hit|"
    r"flying)|love (?:it|them)|loves? the|thrilled|chuffed|delighted|over the moon|is using|has (?:had|"
    r"put|hung|been)|have hung|whoever packed|beautifully packed)\b",
    re.I,
)
_ORDER = re.compile(
    r"\b(?:want(?:s|ed)?|need(?:s|ed|ing)?|would like|'d like|wd like|like to order|please (?:send|supply|"
    r"put|add|book|enter|find|key|order|deliver|ship|accept|you send|do|have|can|let)|pls (?:send|put|add|"
    r"book|key)|(?:can|could|would|will|might|may) (?:you|we|i|u|someone|somebody|one of you|"
    r"anyone) (?:please |pls |kindly |possibly )?(?:have|send|put|add|book|key|enter|do|get|order|sling|"
    r"pop|stick|chuck|supply|bung|raise|sort|place|arrange|process|also)|"
    r"send (?:us|me|them|him|her|over|out|to)?|order(?:s|ed|ing)? (?:for|as|below|is|please|of|follows|no|"
    r"off|first|:)|to order|our (?:official )?order|purchase order|top[- ]?up|put (?:me|us|them|him|"
    r"her) down(?: for)?|require[sd]?|she'?ll (?:take|have)|he'?ll (?:take|have)|they'?ll (?:take|have)|"
    r"we'?ll (?:take|have)|i'?ll (?:take|have)|we will (?:take|have)|take(?:s)? (?:\d+|a dozen)|"
    r"book (?:in|these|this)|(?:is|are) after|restock|go ahead with|make (?:an? )?order|voted|"
    r"ask you to (?:send|supply|deliver)|one for|order\b|after \d+|put through|says to order|fancy|"
    r"form(?:al)? order|enter the following|the following)\b",
    re.I,
)
QUESTION = re.compile(
    r"^\W*(?:do|does|did|is|are|am|was|were|have|has|had|can|could|would|will|when|where|what|which|who|"
    r"why|how|any|anyone|anybody|did)\b",
    re.I,
)
REQUEST = re.compile(
    r"\b(?:can|could|would|will|might|may|cld|wld) (?:you|we|i|u|someone|somebody|one of you|anyone|they|"
    r"she|he|it) (?:all )?(?:please |pls |kindly |possibly |also |just |perhaps )*(?:have|send|put|add|"
    r"book|key|enter|get|order|request|sling|pop|stick|chuck|supply|bung|raise|sort|place|arrange|process|"
    r"include|be so kind|let (?:us|me|them) have|do (?:us|me|them)|charge)\b",
    re.I,
)
_ASKED = ("stock_query", "order_status")


@dataclass(frozen=True)
class Evidence:
    """What speaks for each intent in a message."""

    scores: dict[str, float]
    refused: bool
    future: bool
    past: bool
    ordering: float


def evidence(sentences: Sequence[str], subject: str | None, whole: str) -> Evidence:
    """Weigh the cues of a message; the same cue counts twice at most."""
    text = f"{subject or ''}\n{whole}"[:6000]
    scores: dict[str, float] = {}
    for name, weight, pattern in _PATTERNS:
        found = [match.start() for match in pattern.finditer(text[:4000])]
        if found:
            sure = 1.0 if name not in _ASKED or any(_asks_at(text, at) for at in found) else 0.6
            scores[name] = scores.get(name, 0.0) + sure * weight * (1 + 0.25 * (min(len(found), 3) - 1))
    ordering = float(sum(1 for sentence in sentences if _ORDER.search(sentence[:600])))
    return Evidence(scores, bool(_REFUSED.search(text)), bool(_FUTURE.search(text)), bool(_PAST.search(text)), ordering)


def _asks_at(text: str, at: int) -> bool:
    """Whether the sentence around a place is a question."""
    end = min((place for place in (text.find(stop, at) for stop in ".?!\n") if place >= 0), default=len(text) - 1)
    start = max(text.rfind(stop, 0, at) for stop in ".?!\n") + 1
    return text[end : end + 1] == "?" or bool(QUESTION.match(text[start:end]))


@lru_cache(maxsize=REMEMBERED)
def strongest(text: str) -> tuple[str, float]:
    """The intent other than ordering that a sentence speaks for most, with its weight."""
    found: dict[str, float] = {}
    for name, weight, pattern in _PATTERNS:
        if pattern.search(text[:600]):
            sure = 1.0 if name not in _ASKED or "?" in text or QUESTION.match(text) else 0.6
            found[name] = found.get(name, 0.0) + sure * weight
    return max(found.items(), key=lambda one: (one[1], one[0]), default=("", 0.0))


@lru_cache(maxsize=REMEMBERED)
def is_request(text: str) -> bool:
    """Whether a question really asks for goods ("could you send ...?")."""
    return bool(
        REQUEST.search(text)
        or re.search(r"\bput (?:me|us|them|her|him) down\b|\bplease (?:send|supply|put)\b", text, re.I)
    )


@lru_cache(maxsize=REMEMBERED)
def is_question(text: str) -> bool:
    """Whether a sentence asks something and orders nothing."""
    stripped = text.strip()
    return (stripped.endswith("?") or bool(QUESTION.match(stripped) and "?" in stripped)) and not is_request(stripped)


@lru_cache(maxsize=REMEMBERED)
def tells_past(text: str) -> bool:
    """Whether a sentence tells of goods that came already."""
    return bool(_PAST.search(text[:600]))


_WISH = re.compile(
    r"(?:'d|would) (?:like|love)|(?:she|he|they|we|i)(?:'ll| will) (?:take|have)|wants?\b|needs?\b|"
    r"please (?:send|put|add)",
    re.I,
)


@lru_cache(maxsize=REMEMBERED)
def wishes(text: str) -> bool:
    """Whether a sentence says that somebody wants something now."""
    return bool(_WISH.search(text[:600]))


@lru_cache(maxsize=REMEMBERED)
def orders(text: str) -> bool:
    """Whether a sentence has words of ordering."""
    return bool(_ORDER.search(text[:600]))


@lru_cache(maxsize=REMEMBERED)
def is_refused(text: str) -> bool:
    """Whether a sentence says that nothing is to be ordered."""
    return bool(_REFUSED.search(text[:600]))
