"""Things to try with Larkfield & Co, each of which its articles, customers and dates answer."""

from simulator.settings import Suggestion

SUGGESTIONS = (
    Suggestion(
        title="An order with a question in it",
        text=(
            "thornbury want 36 galvanised watering cans 9l sage, 4 doz terracotta pots 20cm and 2 boxes of jute twine "
            "by friday, PO TG-4471, gloucester warehouse"
        ),
        where="#orders",
        speaker="mia",
    ),
    Suggestion(
        title="An order that goes over the limit",
        text="fernhill want 6 cast iron casserole 26cm damson and 4 wool throw herringbone",
        where="#orders",
        speaker="mia",
    ),
    Suggestion(
        title="An order of somebody who is overdue",
        text="wren need 2 dozen soy candle fig",
        where="#orders",
        speaker="tom",
    ),
    Suggestion(
        title="When could we do it, and why then?",
        text="when could we do 150 hare doorstops",
        where="@bot",
        speaker="mia",
    ),
    Suggestion(
        title="What is late, and why",
        text="what is copper kettle waiting for",
        where="@bot",
        speaker="tom",
    ),
    Suggestion(
        title="A customer writes a mail",
        subject="Order for the bank holiday",
        text=(
            "Hello,\n\nplease send us for the end of next week:\n\n"
            "2 boxes gardening gloves moss medium\n12 bird feeder peanut\n6 willow trug large\n\n"
            "Our PO is 2217.\n\nMany thanks\nOliver"
        ),
        where="oliver@pottingshedbath.example",
    ),
)
