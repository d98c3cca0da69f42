"""What is told of bank entries before anybody weighs them: their keys, their numbers, their sums."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from itertools import pairwise

from domain.billing.rules.applying import squeezed
from domain.billing.schemas import BankMovement, BankStatement
from domain.shared.money import Money

KEY_LENGTH = 80
#: Words in a payment's text that say why it is short; the reason is one of a dispute.
_SHORT_REASONS = (
    ("damaged", r"damag|broken|defect|besch[aä]dig"),
    ("missing", r"missing|short deliver|not received|fehl(t|end)|never came"),
    ("price", r"price|overcharg|preis"),
    ("quality", r"quality|faulty|m[aä]ngel"),
    ("returned", r"return(ed)? goods|rma|retour|credit for"),
    ("other", r"deduct|less |minus |abz[uü]g|reduc"),
)


def entry_keys(account: str, movements: Sequence[BankMovement]) -> list[str]:
    """One key for each movement: the bank's own reference, else all that is told of it.

    The same movement in another file has the same key; movements that are told alike are counted within a file.
    """
    seen = Counter[str]()
    keys = []
    for movement in movements:
        key = _key(account, movement)
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}/{seen[key]}")
    return keys


def _key(account: str, movement: BankMovement) -> str:
    if movement.bank_reference:
        key = f"{account}:{movement.bank_reference}"
        if len(key) <= KEY_LENGTH - 6:
            return key
    told = movement.model_dump_json()
    return f"bank:{sha256(f'{account}|{told}'.encode()).hexdigest()[:64]}"


def out_of_balance(statement: BankStatement) -> Money | None:
    """By how much a statement's movements miss what is between its balances; None where they agree or none is told."""
    if statement.opening is None or statement.closing is None:
        return None
    moved = Money.zero(statement.opening.currency)
    for movement in statement.movements:
        moved = moved + movement.amount if movement.is_credit else moved - movement.amount
    missed = statement.closing - statement.opening - moved
    return missed if missed else None


def words_of(text: str) -> tuple[str, ...]:
    """The words of a payment's text that may be numbers of ours: those with a digit, in capitals, each once."""
    words = [word.strip(".:#()") for word in re.split(r"[\s,;/+&]+", text.upper())]
    return tuple(dict.fromkeys(word for word in words if re.search(r"\d", word) and 1 < len(word) <= 40))


def numbers_in(text: str, ours: Collection[str]) -> frozenset[str]:
    """Every way in which a text may spell a number: as it stands, with its parts joined, with a prefix of ours."""
    parts = [word for word in re.split(r"[\s,;/+&.:#()]+", text.upper()) if word]
    spelled = set(words_of(text))
    for left, right in pairwise(parts):
        if re.search(r"\d", right):
            spelled |= {f"{left}-{right}", f"{left}{right}"}
    for word in tuple(spelled):
        split = re.fullmatch(r"([A-Z]+)[-_ ]?(\d+)", word)
        if split:
            spelled |= {f"{split[1]}-{split[2]}"}
        if word.isdigit():
            spelled |= {f"{prefix}{word}" for prefix in ours}
    for prefix in ours:
        apart = r"[^A-Z0-9]*".join(re.findall(r"[A-Z]+|\d+", prefix.upper()))
        spelled |= {f"{prefix}{digits}" for digits in re.findall(rf"\b{apart}[^A-Z0-9]*(\d+)\b", text.upper())}
    return frozenset(spelled)


def swapped_digits(text: str, ours: Collection[str]) -> frozenset[str]:
    """The numbers that a text may have meant with two neighbouring digits swapped; only ever a suggestion."""
    found = set[str]()
    for word in words_of(text):
        split = re.fullmatch(r"(|.*\D)(\d{4,12})", word)
        if split:
            for digits in _swaps(split[2]):
                found |= {f"{split[1]}{digits}", *(f"{prefix}{digits}" for prefix in ours)}
    return frozenset(found)


def _swaps(digits: str) -> Iterator[str]:
    for index, (left, right) in enumerate(pairwise(digits)):
        if left != right:
            yield f"{digits[:index]}{right}{left}{digits[index + 2 :]}"


def account_key(account: str) -> str:
    """What an account is remembered by."""
    return f"iban:{squeezed(account)}"


def remitter_keys(name: str | None, account: str | None) -> tuple[str, ...]:
    """What a remitter is remembered by: the account, and the name as it is squeezed."""
    keys = [account_key(account)] if account else []
    if name and squeezed(name):
        keys.append(f"name:{squeezed(name)}"[:250])
    return tuple(keys)


def short_reason(text: str) -> str | None:
    """Why a payment says it is short, as the reason of a dispute; None where it says nothing."""
    lowered = text.lower()
    return next((reason for reason, pattern in _SHORT_REASONS if re.search(pattern, lowered)), None)
