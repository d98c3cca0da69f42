"""Every message renders from stored data, within Slack's limits, and nothing that people wrote becomes markup."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from presentation.blockcheck import check_surface
from presentation.cards.blocks import Card
from presentation.messages.registry import FOLDER, MESSAGES, UnknownMessage, render_card
from presentation.messages.rendering import render_mail
from tests.presentation.sample_messages import SAMPLES
from tests.presentation.samples import COMPANY

CARDS = sorted(name for name, kind in MESSAGES.items() if kind.card)
MAILS = sorted(name for name, kind in MESSAGES.items() if kind.has_mail)
HOSTILE = "<script>alert(1)</script><!channel>&<@U12345678><https://evil.example|here>\r\nBcc: all@evil.example"
#: Fields that people fill, as opposed to codes and numbers that the system gives.
FREE_TEXT = {
    "name", "customer_name", "text", "note", "customer_po", "label", "comment", "reason", "decided_by", "company",
    "requested_by", "author", "supplier_order", "warehouse", "contact", "released_by", "rejected_by", "carrier",
    "tracking_number", "action", "title", "sku", "key", "customer_part_number", "thread_subject", "outcome",
}  # fmt: skip
FREE_LISTS = {"unexplained", "enquiries", "lines", "not_found", "reasons", "unmailed", "mailed_to", "ship_to_choices"}


def hostile(value: Any, name: str = "") -> Any:
    """The same data with every text that people may choose replaced."""
    if isinstance(value, dict):
        return {key: hostile(each, key) for key, each in value.items()}
    if isinstance(value, list):
        is_free = name in FREE_LISTS and all(isinstance(each, str) and not each.isupper() for each in value)
        return [HOSTILE if is_free else hostile(each, name) for each in value]
    return HOSTILE if name in FREE_TEXT and isinstance(value, str) else value


def mrkdwn_texts(value: Any) -> Iterator[str]:
    """Every text that Slack reads as markup."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            assert value["verbatim"] is True
            yield value["text"]
        for each in value.values():
            yield from mrkdwn_texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from mrkdwn_texts(each)


def findings(card: Card) -> list[str]:
    """What Slack would refuse."""
    return check_surface({"text": card.text, "blocks": list(card.blocks)}, "message")


def stored(name: str) -> dict[str, Any]:
    """The sample as a delivery keeps it."""
    data: dict[str, Any] = json.loads(SAMPLES[name].model_dump_json())
    return data


def test_there_is_a_sample_of_every_message_and_a_folder_of_every_mail() -> None:
    """The registry, the samples and the folders name the same messages."""
    assert sorted(SAMPLES) == sorted(MESSAGES)
    folders = sorted(path.name for path in FOLDER.iterdir() if (path / "subject.txt").exists())
    assert folders == MAILS


@pytest.mark.parametrize("name", CARDS)
def test_l2_every_card_is_within_slacks_limits(name: str) -> None:
    """With sample data, from its stored form, and with a plain fallback."""
    card = render_card(name, stored(name), COMPANY)
    assert findings(card) == []
    assert card == render_card(name, SAMPLES[name], COMPANY)


@pytest.mark.parametrize("name", CARDS)
def test_o6_nobody_can_write_markup_into_a_card(name: str) -> None:
    """No mention, channel or link of theirs, in no text and no fallback."""
    card = render_card(name, hostile(stored(name)), COMPANY)
    assert findings(card) == []
    for text in (card.text, *mrkdwn_texts(card.blocks)):
        assert not re.search(r"<[!@#h]", text)
        assert "<script" not in text


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.data: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)

    def handle_data(self, data: str) -> None:
        self.data.append(data)


def tags(html: str) -> list[str]:
    """The elements of a page in order."""
    parser = _Tags()
    parser.feed(html)
    return parser.opened


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_has_subject_text_and_html(name: str) -> None:
    """With sample data, from its stored form; no template word is left over."""
    mail = render_mail(name, stored(name), COMPANY)
    assert mail.subject
    for text in (mail.subject, mail.text, mail.html):
        assert "{{" not in text
        assert "None" not in text
    assert COMPANY.name in mail.text
    assert "\n\n\n" not in mail.text
    assert "<table" in mail.html


@pytest.mark.parametrize("name", MAILS)
def test_o6_nobody_can_write_markup_or_headers_into_a_mail(name: str) -> None:
    """The page has the elements of the template and no others, each value stays on its line."""
    plain, attacked = (render_mail(name, data, COMPANY) for data in (stored(name), hostile(stored(name))))
    assert "\n" not in attacked.subject
    assert "\r" not in attacked.text
    assert "\nBcc" not in attacked.text
    assert tags(attacked.html) == tags(plain.html)
    assert "<script>alert" not in attacked.html


def test_o5_the_confirmation_carries_the_order_for_machines() -> None:
    """schema.org Order as JSON-LD, with the numbers of the order."""
    html = render_mail("order_confirmed", SAMPLES["order_confirmed"], COMPANY).html
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found is not None
    order = json.loads(found[1])
    assert (order["@type"], order["orderNumber"], order["price"]) == ("Order", "SO-1042", "907.20")
    assert [offer["eligibleQuantity"]["value"] for offer in order["acceptedOffer"]] == ["60", "60"]


def test_o2_the_mail_of_a_shipment_links_to_where_one_follows_it() -> None:
    """In the text, in the HTML and for machines; without a link there is none."""
    link = "https://parcelforce.example/track?id=PF123456789GB&lang=en"
    sample = SAMPLES["shipment_posted"]
    mail = render_mail("shipment_posted", sample, COMPANY)
    assert f"Follow it: {link}" in mail.text
    assert f'href="{link.replace("&", "&amp;")}"' in mail.html
    assert '"trackingUrl"' in mail.html
    without = render_mail("shipment_posted", sample.model_copy(update={"tracking_link": None}), COMPANY)
    assert ("Follow it" in without.text, "Follow it" in without.html) == (False, False)


def test_o1_the_confirmation_says_everything_about_a_line() -> None:
    """Both part numbers, quantity in both units, price, net, the promised date and what is backordered."""
    text = render_mail("order_confirmed", SAMPLES["order_confirmed"], COMPANY).text
    assert "our no. 85099B, your no. TT-BAG-01" in text
    assert "5 dozen (60) at £1.65 = £99.00" in text
    assert "Promised 50 on Wed 16 Nov 2011 and 10 on backorder for Thu 24 Nov 2011" in text
    assert "Payment: 30 days net from invoice" in text
    assert "Total £907.20" in text


def test_a_message_is_refused_on_a_channel_it_has_no_words_for() -> None:
    """An unknown name, a card as a mail, a mail as a card."""
    for render in (render_card, render_mail):
        with pytest.raises(UnknownMessage):
            render("nothing", {}, COMPANY)
    with pytest.raises(UnknownMessage):
        render_mail("order_card", SAMPLES["order_card"], COMPANY)
    with pytest.raises(UnknownMessage):
        render_card("sender_unknown", {}, COMPANY)
