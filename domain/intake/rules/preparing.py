"""A message made ready to read: cleaned, its header read, cut into sentences, its items found, its intents weighed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain.intake.rules.acts import Evidence, evidence
from domain.intake.rules.aliases import aliases_of, with_aliases
from domain.intake.rules.asking import articles_asked
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.cleaning import CleanText, Row, clean, rows_of, unread
from domain.intake.rules.columns import Shelf
from domain.intake.rules.directory import Directory
from domain.intake.rules.finding import found_in
from domain.intake.rules.gathering import Gathered, gather
from domain.intake.rules.header import Header, read_header, without_chance_customer
from domain.intake.rules.intents import intents_of
from domain.intake.rules.labels import labels_in
from domain.intake.rules.lattice import with_codes, with_last_word, with_roles
from domain.intake.rules.matching import Matcher
from domain.intake.rules.pairing import paired
from domain.intake.rules.parts import with_parts
from domain.intake.rules.pasted import across_cells, tables_in
from domain.intake.rules.pasted_rows import with_columns
from domain.intake.rules.sentences import Sentence, sentences_of
from domain.intake.rules.strange_codes import ROLE
from domain.intake.rules.stretches import Item
from domain.intake.rules.sums import with_sums
from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.unread import with_open_counts
from domain.intake.schemas import DraftState, Message, Span

_REPLY = re.compile(r"^\s*(?:re|aw|antw|sv|rv|ref?)\s*:", re.I)
#: So much of a message is read; the rest is named as left unread.
MOST_TOKENS, MOST_SENTENCES = 1_500, 150


@dataclass(frozen=True)
class Prepared:
    """A message made ready to read."""

    message: Message
    clean: CleanText
    rows: tuple[Row, ...]
    header: Header
    gathered: tuple[Gathered, ...]
    evidence: Evidence
    matcher: Matcher
    intents: tuple[tuple[str, float], ...] = ()
    unread: tuple[Span, ...] = ()

    @property
    def is_bounded(self) -> bool:
        """Whether a part of it was not read, or not as carefully as the rest, since it asks for too much work."""
        return self.clean.cut or self.matcher.exhausted or bool(self.unread)

    @cached_property
    def articles(self) -> tuple[Item, ...]:
        """The articles it speaks of; a question names one without ordering it."""
        return tuple(articles_asked(self.gathered, self.matcher))


@dataclass(frozen=True)
class InSentences:
    """A message cut into sentences, with the rest that is not read."""

    clean: CleanText
    rows: tuple[Row, ...]
    header: Header
    sentences: Sequence[Sentence]
    unread: tuple[Span, ...]


def prepare(message: Message, catalogue: Catalogue, directory: Directory, draft: DraftState | None) -> Prepared:
    """Clean, tokenize, read the header, cut into sentences and find the items."""
    parted = sentences_in(message, catalogue, directory, draft)
    rows, sentences = parted.rows, parted.sentences
    matcher = Matcher(catalogue)
    if draft is None:
        gathered, doubts = found_in(sentences, matcher)
    else:
        gathered, doubts = paired(gather(sentences, matcher), matcher), ()
    header = with_parts(parted.header, gathered, parted.clean.text)
    header = replace(header, doubts=(*header.doubts, *doubts))
    live = "\n".join(row.text for row in rows if row.kind in ("new", "forward", "signature"))
    weighed = evidence([sentence.text for sentence in sentences], message.subject, live)
    intents = intents_of(gathered, weighed, message)
    return Prepared(message, parted.clean, rows, header, gathered, weighed, matcher, tuple(intents), parted.unread)


def sentences_in(message: Message, catalogue: Catalogue, directory: Directory, draft: DraftState | None) -> InSentences:
    """The readable text, its rows, what the header says, and the sentences that count, as far as they are read."""
    cleaned = clean(message.text)
    text = cleaned.text
    every = rows_of(text, email=message.channel == "email", reply=draft is not None or is_reply(message))
    tokens, rows, end = _bounded(tokenize(text), every, len(text))
    held = draft.customer_id if draft else None
    header = read_header(message, text, rows=rows, tokens=tokens, directory=directory, catalogue=catalogue, known=held)
    if held is not None:
        header = without_chance_customer(header, text, held)
    own = catalogue.customer_codes.get(header.customer_id or "", {})
    known = aliases_of(catalogue, header.customer_id or held)
    tables = tables_in(rows, message.today.year) if draft is None else []
    told = [span for span in header.spans if draft is None or span[2] != ROLE]
    spans = [span for span in (*told, *labels_in(rows, catalogue)) if not across_cells(span, tables)]
    coded = with_aliases(with_codes(with_roles(tokens, spans), catalogue, own), catalogue, known)
    lattice, sums = with_sums(with_last_word(coded), text, catalogue) if draft is None else (with_last_word(coded), ())
    lattice = with_open_counts(lattice, rows) if draft is None else lattice
    pasted = with_columns(lattice, tables, rows, Shelf(catalogue, own))
    header = replace(header, doubts=(*header.doubts, *pasted.doubts, *sums))
    sentences = sentences_of(rows, pasted.tokens, text, answering=draft is not None, whole=pasted.rows)
    if len(sentences) > MOST_SENTENCES:
        end = min(end, sentences[MOST_SENTENCES].tokens[0].start)
    return InSentences(cleaned, rows, header, sentences[:MOST_SENTENCES], unread(message.text, cleaned, every, end))


def _bounded(tokens: list[Token], rows: tuple[Row, ...], end: int) -> tuple[list[Token], tuple[Row, ...], int]:
    """The tokens that are read, their rows, and where that ends."""
    if len(tokens) <= MOST_TOKENS:
        return tokens, rows, end
    end = tokens[MOST_TOKENS].start
    return tokens[:MOST_TOKENS], tuple(row for row in rows if row.start < end), end


def is_reply(message: Message) -> bool:
    """Whether the subject says that a mail answers another."""
    return bool(_REPLY.match(message.subject or ""))
