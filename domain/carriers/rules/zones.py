"""Decides in which zone of a carrier a place lies."""

from domain.carriers.schemas import Carrier, Place

#: A British postcode ends in an inward code of three characters; areas and districts are what stands before it.
_INWARD = 3
_SHORTEST_WHOLE = 5


def comparable(postcode: str | None, country: str | None) -> str:
    """A postcode as it is compared: upper case without blanks and signs; a British one with its one blank."""
    text = "".join(character for character in (postcode or "").upper() if character.isalnum())
    if country == "GB" and len(text) >= _SHORTEST_WHOLE:
        return f"{text[:-_INWARD]} {text[-_INWARD:]}"
    return text


def begins(postcode: str, prefix: str, country: str) -> bool:
    """Whether a comparable postcode lies in a prefix. In Britain 'L' is Liverpool and not Leeds ('LS'), and 'LS1' is
    not 'LS11'; elsewhere digits simply begin alike.
    """
    if not postcode.startswith(prefix):
        return False
    after = postcode[len(prefix) : len(prefix) + 1]
    if country != "GB" or not after or not prefix:
        return True
    return not (prefix[-1].isalpha() and after.isalpha()) and not (prefix[-1].isdigit() and after.isdigit())


def zone_of(carrier: Carrier, place: Place) -> str | None:
    """The zone with the longest matching prefix, else that of the whole country; None where it does not go."""
    best: tuple[int, str] | None = None
    for zone in carrier.zones:
        if zone.country != place.country:
            continue
        postcode = comparable(place.postcode, zone.country)
        for written in zone.postcodes or ("",):
            prefix = "".join(written.upper().split())
            if begins(postcode, prefix, zone.country) and (best is None or len(prefix) > best[0]):
                best = (len(prefix), zone.zone)
    return best[1] if best else None
