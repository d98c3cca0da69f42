"""Messages that order and ask: the order is read as if it were all, and each question is kept with what it is about."""

import pytest


@pytest.mark.parametrize(
    ("text", "lines", "kind", "about"),
    [
        ("thistle want 60 x 22423. also where is SO-1042?", [("22423", 60)], "order_status", ["SO-1042"]),
        ("where is SO-1042? and thistle want 5 x 22423", [("22423", 5)], "order_status", ["SO-1042"]),
        ("thistle want 12 x 21116, when will SO-1042 arrive", [("21116", 12)], "order_status", ["SO-1042"]),
        ("any news of SO-1001, and 20 of the jumbo bag strawberry for thistle", [("85099F", 20)], "order_status",
         ["SO-1001"]),
        ("please send thistle 36 jumbo bag strawberry. Could you also tell me where order SO-1017 has got to? Thanks",
         [("85099F", 36)], "order_status", ["SO-1017"]),
        ("thistle: 12 owl doorstops please. have you got 40 red retrospot jumbo bags in stock?", [("21116", 12)],
         "stock_query", [("85099B", 40)]),
        ("12 owl doorstops for thistle and when could we do 200 of the regency cakestand?", [("21116", 12)],
         "stock_query", [("22423", 200)]),
        ("thistle 10 x 22423 pls, how many of 85099B have we got?", [("22423", 10)], "stock_query", [("85099B", 0)]),
        ("do we have 22423 in stock? also thistle want 12 x 21116", [("21116", 12)], "stock_query", [("22423", 0)]),
        ("thistle: 6 x 21116, and what do they owe us?", [("21116", 6)], "credit_query", []),
    ],
)  # fmt: skip
def test_an_order_and_a_question_are_both_read(reads, text, lines, kind, about):
    """The question outweighs the order in words; the order is not lost over it."""
    reading = reads(text)
    assert (reading.intent, reading.customer_id, reading.also) == ("order", "12502", (kind,))
    assert [(line.sku, line.quantity) for line in reading.lines] == lines
    (enquiry,) = reading.enquiries
    asked = enquiry.asked
    assert [*asked.order_numbers, *((item.sku, item.quantity) for item in asked.items)] == about
    assert (reading.questions, reading.unexplained) == ((), ())


def test_what_is_only_asked_about_is_no_line_of_a_clear_order(reads):
    """Forty owls are asked about beside cakestands that are wanted, and nobody sends them."""
    reading = reads(
        "thistle want 6 regency cakestand. have we got 40 owl doorstops? has anyone sent the October invoice?"
    )
    assert [(line.sku, line.quantity) for line in reading.lines] == [("22423", 6)]
    assert [(item.sku, item.quantity) for item in reading.enquiries[0].asked.items] == [("21116", 40)]
    assert (reading.also, reading.ready) == (("stock_query", "billing_query"), False)


def test_a_question_about_what_the_message_names_orders_nothing(reads):
    """The same articles once more, on a condition, or of an order that was placed before."""
    for text, intent in (
        ("thistle on the phone - 16 owl doorstops, 21116, have we got em or not?", "stock_query"),
        ("is the regency cakestand in stock? if so 12 for thistle please", "stock_query"),
        ("where's thistle's order? 6 owl doorstops and 3 regency cakestands, keyed on the 9th", "order_status"),
    ):
        reading = reads(text)
        assert (reading.intent, reading.lines, reading.enquiries) == (intent, (), ())


def test_what_only_a_person_can_answer_is_kept_in_its_words(reads):
    """An invoice that was not received and a discount are not for the reader; the order stays as sure as it was."""
    order = "thistle want 60 x 22423 and 12 x 21116."
    reading = reads(f"{order} Separately: has anyone sent them a copy of the October invoice? Is there a discount?")
    assert [(enquiry.kind, enquiry.span.text.strip()) for enquiry in reading.enquiries] == [
        ("billing_query", "Separately: has anyone sent them a copy of the October invoice?"),
        ("price_query", "Is there a discount?"),
    ]
    assert [(line.sku, line.quantity) for line in reading.lines] == [("22423", 60), ("21116", 12)]
    assert reading.ready is reads(order).ready is True


def test_an_order_in_the_form_of_a_question_stays_one(reads):
    """Could you send, can I have, have you room for: goods are asked for and nothing else."""
    for text in ("could you send thistle 60 x 22423 please?", "can you put thistle down for 60 of 22423?"):
        reading = reads(text)
        assert [(line.sku, line.quantity) for line in reading.lines] == [("22423", 60)]
        assert reading.enquiries == ()


@pytest.mark.parametrize("text", ["do we have 22423 in stock?", "how many of 22423 have we got", "is 22423 available?"])
def test_a_question_names_an_article_by_nothing_but_its_number(reads, text):
    """People who know the numbers ask with them."""
    reading = reads(text)
    assert (reading.intent, [item.sku for item in reading.asked.items]) == ("stock_query", ["22423"])


def test_a_question_names_several_articles_by_number(reads):
    """Each of them is answered."""
    assert [item.sku for item in reads("have we got 22423 and 21116 in stock?").asked.items] == ["22423", "21116"]
