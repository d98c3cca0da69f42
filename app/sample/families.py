"""The articles of Larkfield & Co as families: a name with gaps, and what fills the gaps."""

from dataclasses import dataclass

SIZES = (("Small", 70), ("Medium", 100), ("Large", 145))
SCENTS = ("Fig", "Lavender", "Cedar", "Orange Blossom", "Sea Salt", "Pine")
GLAZES = ("Oat", "Ink", "Moss", "Clay")


@dataclass(frozen=True, slots=True)
class Family:
    """Articles that differ in a word or two. `price` in pence of a variant at 100 %, `box` how many come in a box.

    A variant is its words with its price in percent; `first` and `second` are combined.
    """

    prefix: str
    name: str
    price: int
    box: int
    first: tuple[tuple[str, int] | str, ...] = ("",)
    second: tuple[tuple[str, int] | str, ...] = ("",)
    weight_grams: int = 300
    lead_days: int = 14


GARDEN = (
    Family("GA", "Terracotta Pot {}", 145, 12,
           (("9cm", 45), ("12cm", 60), ("15cm", 80), ("20cm", 130), ("25cm", 210), ("30cm", 330)), weight_grams=900),
    Family("GA", "Terracotta Saucer {}", 70, 12,
           (("9cm", 50), ("12cm", 65), ("15cm", 80), ("20cm", 120), ("25cm", 170), ("30cm", 230)), weight_grams=400),
    Family("GA", "Glazed Planter {} {}", 890, 4, ("Sage", "Midnight", "Oatmeal", "Plum"),
           (("Small", 60), ("Large", 150)), weight_grams=2600, lead_days=28),
    Family("GA", "Galvanised Watering Can {} {}", 1150, 6, (("5L", 80), ("9L", 120)),
           ("Zinc", "Sage", "Cream", "Slate"), weight_grams=1100, lead_days=21),
    Family("GA", "Ash Handled {}", 620, 6,
           ("Trowel", "Hand Fork", "Dibber", "Weeder", "Bulb Planter", "Transplanter")),
    Family("GA", "Border {}", 2150, 4, ("Spade", "Fork", "Hoe", "Rake", "Edging Iron"), weight_grams=1800),
    Family("GA", "Gardening Gloves {} {}", 480, 12, ("Moss", "Heather"), ("Small", "Medium", "Large"),
           weight_grams=120),
    Family("GA", "Jute Twine {}", 165, 24, ("Natural", "Green", "Rust"), weight_grams=150, lead_days=7),
    Family("GA", "Plant Labels {}", 240, 24, ("Wooden", ("Slate", 150), ("Copper", 210)), weight_grams=90),
    Family("GA", "Bird Feeder {}", 790, 8, ("Seed", "Peanut", "Fat Ball", "Window"), weight_grams=420),
    Family("GA", "Nest Box {}", 1080, 6, ("Robin", "Blue Tit", "Owl"), weight_grams=950),
    Family("GA", "Seed Packet {}", 95, 50,
           ("Sweet Pea", "Nasturtium", "Cosmos", "Sunflower", "Poppy", "Borage", "Marigold", "Honesty"),
           weight_grams=15, lead_days=7),
    Family("GA", "Solar Lantern {}", 1290, 6, ("Brass", "Black", "Copper"), weight_grams=600, lead_days=35),
    Family("GA", "Garden Kneeler {}", 540, 10, ("Moss", "Heather", "Navy"), weight_grams=250),
    Family("GA", "Willow Trug {}", 1240, 6, SIZES, weight_grams=800, lead_days=21),
    Family("GA", "Hanging Basket {}", 890, 6, SIZES, weight_grams=700, lead_days=21),
    Family("GA", "Coir Doormat {}", 980, 6, ("Plain", "Welcome", "Hedgehog", "Fox", "Hare", "Bee"),
           weight_grams=1900, lead_days=28),
)  # fmt: skip

KITCHEN = (
    Family("KI", "Enamel Mug {}", 340, 12, ("White", "Sage", "Mustard", "Slate", "Berry", "Cream"), weight_grams=180),
    Family("KI", "Enamel Plate {}", 420, 12, ("White", "Sage", "Mustard", "Slate", "Berry", "Cream"),
           weight_grams=210),
    Family("KI", "Enamel Pie Dish {} {}", 690, 6, ("White", "Sage"), SIZES, weight_grams=420),
    Family("KI", "Enamel Colander {}", 1180, 6, ("White", "Sage", "Cream"), weight_grams=500),
    Family("KI", "Enamel Bread Bin {}", 2450, 2, ("White", "Sage", "Cream"), weight_grams=1900),
    Family("KI", "Stoneware {} {}", 620, 6,
           (("Mug", 80), ("Cereal Bowl", 95), ("Pasta Bowl", 130), ("Side Plate", 90), ("Dinner Plate", 140)),
           GLAZES, weight_grams=550, lead_days=28),
    Family("KI", "Linen Tea Towel {}", 520, 12,
           ("Blackbird", "Artichoke", "Beetroot", "Pheasant", "Ticking Stripe", "Leek"), weight_grams=90),
    Family("KI", "Linen Napkin {}", 310, 24, ("Oatmeal", "Rust", "Forest", "Ticking Stripe", "Navy", "Blush"),
           weight_grams=45),
    Family("KI", "Cotton {} {}", 760, 6, (("Apron", 190), ("Oven Glove", 110), ("Pot Holder", 50)),
           ("Navy Stripe", "Olive", "Rust", "Charcoal"), weight_grams=200),
    Family("KI", "Beech {}", 310, 12,
           ("Wooden Spoon", "Spatula", ("Rolling Pin", 240), ("Salad Servers", 260), "Honey Dipper", "Jam Spoon"),
           weight_grams=110, lead_days=10),
    Family("KI", "Olive Wood Board {}", 1680, 4, SIZES, weight_grams=900, lead_days=35),
    Family("KI", "Preserving Jar {}", 290, 6, (("250ml", 70), ("500ml", 90), ("1L", 115), ("2L", 160)),
           weight_grams=520),
    Family("KI", "Jam Jar {} {}", 68, 24, (("190ml", 85), ("380ml", 115)), ("Red Lid", "Blue Lid", "Green Lid"),
           weight_grams=160, lead_days=7),
    Family("KI", "Cast Iron Skillet {}", 1950, 4, (("16cm", 65), ("20cm", 95), ("26cm", 140)), weight_grams=2200),
    Family("KI", "Cast Iron Casserole {} {}", 5400, 2, (("22cm", 85), ("26cm", 115)), ("Black", "Sage", "Damson"),
           weight_grams=4800, lead_days=42),
    Family("KI", "Cake Tin {}", 640, 6, (("18cm", 85), ("20cm", 100), ("23cm", 120)), weight_grams=350),
    Family("KI", "Loaf Tin {}", 520, 6, (("1lb", 90), ("2lb", 120)), weight_grams=300),
    Family("KI", "Cookie Cutter {}", 175, 24, ("Squirrel", "Acorn", "Star", "Heart", "Oak Leaf", "Snail"),
           weight_grams=30, lead_days=7),
    Family("KI", "Storage Tin {} {}", 720, 6, ("Tea", "Coffee", "Sugar", ("Biscuit", 150)), ("Cream", "Sage"),
           weight_grams=320),
    Family("KI", "Glass {} {}", 390, 6, ("Tumbler", "Highball", ("Carafe", 310)), ("Clear", "Smoke", "Amber"),
           weight_grams=340),
    Family("KI", "Teapot {} {}", 1650, 4, (("2 Cup", 80), ("4 Cup", 105), ("6 Cup", 135)), ("Brown", "Oat"),
           weight_grams=850),
)  # fmt: skip

HOME = (
    Family("HO", "Beeswax Candle {}", 680, 6, (("Small Pillar", 80), ("Large Pillar", 160), ("Dinner Pair", 95))),
    Family("HO", "Soy Candle {}", 850, 6, SCENTS, weight_grams=380),
    Family("HO", "Soy Votive {}", 290, 12, SCENTS, weight_grams=110),
    Family("HO", "Reed Diffuser {}", 1190, 6, SCENTS[:4], weight_grams=360),
    Family("HO", "Wool Throw {}", 2980, 4, ("Herringbone", "Mustard", "Heather", "Moss"), weight_grams=1100,
           lead_days=28),
    Family("HO", "Wool Cushion {}", 1820, 4, ("Herringbone", "Mustard", "Heather", "Moss"), weight_grams=600,
           lead_days=28),
    Family("HO", "Hot Water Bottle {}", 1390, 6, ("Cable Knit", "Herringbone", "Sheepskin"), weight_grams=520),
    Family("HO", "Seagrass Basket {} {}", 1120, 4, ("Natural", "Black Rim"), SIZES, weight_grams=700, lead_days=42),
    Family("HO", "Soap Bar {}", 285, 12, ("Lavender", "Oat & Honey", "Nettle", "Rose Geranium", "Lemon"),
           weight_grams=120, lead_days=10),
    Family("HO", "Hand Cream {}", 560, 12, ("Lavender", "Nettle", "Lemon"), weight_grams=90),
    Family("HO", "Notebook {} {}", 420, 12, (("A5", 110), ("A6", 80)), ("Fern", "Bee", "Kraft"), weight_grams=190),
    Family("HO", "Gift Wrap {}", 145, 25, ("Mistletoe", "Swallows", "Toadstool", "Kraft", "Botanical"),
           weight_grams=60, lead_days=7),
    Family("HO", "Velvet Ribbon {}", 230, 20, ("Burgundy", "Forest", "Gold", "Ivory"), weight_grams=45, lead_days=7),
    Family("HO", "Picture Frame {} {}", 840, 6, (("4x6", 75), ("5x7", 95), ("8x10", 140)), ("Oak", "Black"),
           weight_grams=480),
    Family("HO", "Washing Up Brush {}", 260, 24, ("Beech", "Bamboo"), weight_grams=80),
    Family("HO", "Clothes Pegs {}", 320, 20, ("Bundle of 20", ("Bundle of 50", 200)), weight_grams=200),
    Family("HO", "Dustpan and Brush {}", 1140, 6, ("Sage", "Cream"), weight_grams=640),
    Family("HO", "Brass Wall Hook {}", 610, 12, ("Stag", "Swallow", "Acorn", "Fox"), weight_grams=140),
    Family("HO", "Storm Lantern {}", 1560, 4, SIZES, weight_grams=1300, lead_days=35),
    Family("HO", "String Lights {}", 1090, 8, ("Warm White", "Copper", "Star"), weight_grams=260, lead_days=35),
    Family("HO", "Doorstop {}", 1240, 6, ("Owl", "Hare", "Hedgehog", "Pheasant"), weight_grams=1500, lead_days=21),
)  # fmt: skip

EVERY_FAMILY = (*GARDEN, *KITCHEN, *HOME)
