"""A phrase against the catalogue: which article it names, which several it may name, or none."""

from collections.abc import Sequence
from itertools import islice
from operator import attrgetter

from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.judging import NOTHING, Candidate, Match, Term, checks_of, judge, measure, rank, term_of
from domain.intake.rules.names import key_of
from domain.intake.rules.places import Places, most_shared, within
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import CONTAINERS, LOOSE, STOP
from domain.intake.rules.words import Meaning
from domain.intake.rules.written import WrittenWord

MOST_CANDIDATES = 48
MOST_IN_CONTEXT = 600
#: In a catalogue of more articles than this many fit any words: those that fit all come first, fewer are looked at.
CROWDED = 8192
MOST_IN_A_CROWD = 16
_COUNT = attrgetter("count")
#: The bounded work of a message: phrases matched, matches asked for, and articles that phrases were held against.
MOST_MATCHES = 1500
MOST_ASKED = 2200
MOST_MEASURED = 11_000
#: From here on no context is tried either.
MOST_IN_ALL = 2400
SCATTERED = 5


class Matcher:
    """Matches phrases of one message; remembers what it was asked."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._memory: dict[tuple[object, ...], Match] = {}
        self._asked: dict[tuple[int, ...], tuple[tuple[Token, ...], Match]] = {}
        self._asked_in: dict[tuple[int, ...], tuple[tuple[Token, ...], Match]] = {}
        self._terms: dict[tuple[str, str, bool], Term] = {}
        self._rows: dict[tuple[int, ...], tuple[Sequence[Token], list[Term]]] = {}
        self._helpers: dict[int, tuple[Term, Term]] = {}
        self._times = self._looked_at = 0
        self._joins: dict[tuple[str, str], Term | None] = {}
        self._found: dict[tuple[int, ...], tuple[Sequence[Places], list[int]]] = {}
        self._is_crowd = len(catalogue.articles.skus) > CROWDED
        self._most = MOST_IN_A_CROWD if self._is_crowd else MOST_CANDIDATES

    @property
    def exhausted(self) -> bool:
        """Whether the message asked for more than the bounded work."""
        is_spent = len(self._memory) > MOST_MATCHES or self._times > MOST_ASKED
        return is_spent or self._looked_at > MOST_MEASURED

    def terms(self, tokens: Sequence[Token]) -> list[Term]:
        """The words of a phrase, with words that the catalogue writes as one joined."""
        out: list[Term] = []
        index = 0
        words = [token for token in tokens if token.kind != "mark"]
        while index < len(words):
            token = words[index]
            after = words[index + 1] if index + 1 < len(words) else None
            if after and token.kind == after.kind == "word" and len(token.norm) > 2 and len(after.norm) > 2:
                joined = self._join(token, after)
                if joined:
                    out.append(joined)
                    index += 2
                    continue
            out.append(self._term(token))
            index += 1
        return out

    def _join(self, left: Token, right: Token) -> Term | None:
        key = (left.norm, right.norm)
        if key not in self._joins:
            self._joins[key] = self._new_join(left, right)
        return self._joins[key]

    def _new_join(self, left: Token, right: Token) -> Term | None:
        whole = self.catalogue.joined(left.norm, right.norm)
        if whole is None:
            return None
        if self._meet(left, right):
            whole = self.catalogue.written(
                whole.text, (*whole.meanings, *_both(self.catalogue, left, right)), whole.cost
            )
        return term_of(whole, False, whole.cost)

    def _meet(self, left: Token, right: Token) -> bool:
        """Whether some article has both words."""
        sets = self.catalogue.word(left.norm).hits, self.catalogue.word(right.norm).hits
        return next(within(sets, 0), None) is not None

    def _term(self, token: Token) -> Term:
        key = (token.kind, token.norm, token.aside)
        if key not in self._terms:
            self._terms[key] = self._new_term(token)
        return self._terms[key]

    def _new_term(self, token: Token) -> Term:
        word = self.catalogue.word(token.norm if token.kind == "word" else key_of(token))
        if token.kind == "word" or token.aside:
            optional = token.norm in STOP or token.norm in LOOSE or token.aside
            cost = min(0.5, word.cost) if token.norm in CONTAINERS else word.cost
            return term_of(word, optional, cost)
        return term_of(word, False, {"num": 2.0, "many": 1.0, "price": 2.0, "size": 1.6}.get(token.kind, 1.0))

    def match(self, tokens: Sequence[Token], barred: Sequence[Token] = ()) -> Match:
        """The verdict on a phrase; articles with a barred word ("not the red") do not count."""
        self._times += 1
        if self.exhausted:
            return NOTHING
        same = (*map(id, tokens), 0, *map(id, barred))
        asked = self._asked.get(same)
        if asked is None:
            asked = ((*tokens, *barred), self._matched(tokens, barred))
            self._asked[same] = asked
        return asked[1]

    def against_any(self, code: str, tokens: Sequence[Token]) -> Match:
        """How well the words fit the article named by number; "?" before a number says that its letter is missing."""
        if code[0] != "?":
            return self.against(code, tokens)
        fits = [
            one for sku in self.catalogue.families.get(code[1:], ()) for one in self.against(sku, tokens).candidates
        ]
        return Match("several", tuple(sorted(fits, key=rank))) if fits else Match("nothing", (), 3.0)

    def against(self, sku: str, tokens: Sequence[Token]) -> Match:
        """How well the words fit the one article that was named by number."""
        place = self.catalogue.place.get(sku)
        if place is None:
            return NOTHING
        terms = [term for term in self.terms(tokens) if term.is_known or not term.optional]
        found = self._measured([place], terms)[0]
        return Match("article", (found,), sum(term.cost for term in terms if not term.optional))

    def _matched(self, tokens: Sequence[Token], barred: Sequence[Token]) -> Match:
        terms = [term for term in self.terms(tokens) if term.is_known or not term.optional]
        key = (*((term.word.text, term.optional) for term in terms), "|", *(token.norm for token in barred))
        known = self._memory.get(key)
        if known is None:
            known = self._match(terms, self._bars(barred))
            self._memory[key] = known
        return known

    def _bars(self, barred: Sequence[Token]) -> set[str]:
        """The catalogue words that an exclusion rules out."""
        written = [self.catalogue.word(t.norm if t.kind == "word" else key_of(t)) for t in barred]
        return {stemmed for word in written for meaning in word.meanings[:1] for stemmed in meaning.words}

    def match_in(self, tokens: Sequence[Token], context: Sequence[Token]) -> Match:
        """The verdict on a phrase within a context whose words help but need not be explained."""
        same = (*map(id, tokens), 0, *map(id, context))
        asked = self._asked_in.get(same)
        if asked is None:
            key = ("in", *((t.kind, t.norm, t.aside) for t in tokens), "|", *(t.norm for t in context))
            if key not in self._memory and (len(self._memory) > MOST_IN_ALL or self._looked_at > MOST_MEASURED):
                return NOTHING
            if key not in self._memory:
                self._memory[key] = self._match_in(self._same_terms(tokens), self._same_terms(context))
            asked = self._asked_in[same] = ((*tokens, *context), self._memory[key])
        return asked[1]

    def _match_in(self, own: Sequence[Term], context: Sequence[Term]) -> Match:
        if not any(term.is_known for term in own):
            return NOTHING
        said = {term.word.text for term in own}
        around = [self._helping(term) for term in context if term.is_known and term.word.text not in said]
        weighed = self._measured(self._within(own, around), (*own, *around))
        least = min((one.unexplained for one in weighed), default=0.0)
        ranked = sorted((one for one in weighed if one.unexplained <= least + 0.2), key=rank)
        return judge(ranked, sum(term.cost for term in own if not term.optional))

    def _same_terms(self, tokens: Sequence[Token]) -> list[Term]:
        """The words of a phrase or a context that stands beside many others."""
        same = tuple(map(id, tokens))
        if same not in self._rows:
            self._rows[same] = (tuple(tokens), self.terms(tokens))
        return self._rows[same][1]

    def _helping(self, term: Term) -> Term:
        """The same word where it may help and need not be explained."""
        if id(term) not in self._helpers:
            self._helpers[id(term)] = (term, Term(term.word, True, 0.0, term.parts, term.is_known))
        return self._helpers[id(term)][1]

    def _within(self, own: Sequence[Term], around: Sequence[Term]) -> Sequence[int]:
        """Articles that have the phrase's own words, those first that have most of the words around it."""
        said = [term for term in own if term.is_known and (term.word.cost >= 0.5 or not term.optional)]
        said = said or [term for term in own if term.is_known]
        sets = sorted((term.word.hits for term in said), key=_COUNT)
        most = MOST_IN_CONTEXT // 12 if self._is_crowd else MOST_IN_CONTEXT
        places = self._first(sets, 0, most)
        if not places and len(said) > 2:
            places = self._first(sets, 1, most)
        if len(places) <= self._most:
            return places
        return most_shared(places, [term.word.hits for term in around], self._most)

    def _match(self, terms: list[Term], bars: set[str]) -> Match:
        content = [term for term in terms if not term.optional and term.is_known]
        strange = sum(1 for term in terms if not term.optional and not term.is_known)
        if strange > 3 and strange > len(content):
            return Match("nothing", (), sum(term.cost for term in terms if not term.optional))
        weight = sum(term.cost for term in terms if not term.optional)
        named = [term for term in content if term.cost >= 0.6 and not term.word.text.startswith("#")]
        if not named:
            weak = self._weak(terms, bars)
            return weak if weak.kind == "article" else Match("nothing", weak.candidates, weight)
        if len(named) == 1 and named[0].word.meanings[0].likeness < 0.93 and (strange or len(named[0].word.text) < 6):
            return Match("nothing", (), weight)
        found = self._retrieve([term.word for term in content], bars)
        ranked = sorted(self._measured(found, terms), key=rank)
        return judge(ranked, weight)

    def _measured(self, found: Sequence[int], terms: Sequence[Term]) -> list[Candidate]:
        self._looked_at += len(found)
        for term in terms:
            if not term.parts.is_whole:
                term.parts.look_at(found)
        articles, checks = self.catalogue.articles, checks_of(terms)
        return [measure(place, articles[place], checks) for place in found]

    def _weak(self, terms: list[Term], bars: set[str]) -> Match:
        """Only common words ("please one person"): nothing but an article whose whole name is said."""
        optional = [term.word for term in terms if 0 < term.word.hits.count <= 60]
        if len(optional) < 2:
            return NOTHING
        found = list(islice(within([word.hits for word in optional], 0), 20))
        ranked = sorted(self._measured(found, terms), key=rank)
        ranked = [one for one in ranked if one.said >= 0.75 and not bars & set(one.article.weights)]
        return judge(ranked, 0.0) if ranked else NOTHING

    def _retrieve(self, words: list[WrittenWord], bars: set[str]) -> Sequence[int]:
        """Articles with all words, else with all but one or two; never more than a bounded number."""
        rare = sorted({word.text: word.hits for word in words}.values(), key=_COUNT)[:8]
        count = len(rare)
        whole = self._allowed(rare, 0, bars) if self._is_crowd else []
        if len(whole) == self._most:
            return whole
        for lacking in (min(1, count - 1), *range(2, 1 + min(count - 1, 3 if count <= 6 else 2))):
            if self._first(rare, lacking, self._most):
                return list(dict.fromkeys((*whole, *self._allowed(rare, lacking, bars))))[: self._most]
        return self._allowed(rare[:1], 0, bars) if count < SCATTERED else []

    def _allowed(self, sets: Sequence[Places], lacking: int, bars: set[str]) -> Sequence[int]:
        """The first places in all of the sets but so many, without the articles that a bar rules out."""
        if not bars:
            return self._first(sets, lacking, self._most)
        articles = self.catalogue.articles
        allowed = (place for place in within(sets, lacking) if bars.isdisjoint(articles[place].weights))
        return list(islice(allowed, self._most))

    def _first(self, sets: Sequence[Places], lacking: int, most: int) -> Sequence[int]:
        """The first places in all of the sets but so many; phrases of a message often have the same words."""
        same = (lacking, most, *map(id, sets))
        if same not in self._found:
            self._found[same] = (sets, list(islice(within(sets, lacking), most)))
        return self._found[same][1]


def _both(catalogue: Catalogue, left: Token, right: Token) -> tuple[Meaning, ...]:
    """Both words apart, each as the catalogue knows it best."""
    one, two = catalogue.word(left.norm).meanings[:2], catalogue.word(right.norm).meanings[:2]
    return tuple(Meaning((*a.words, *b.words), min(a.likeness, b.likeness) * 0.98) for a in one for b in two)
