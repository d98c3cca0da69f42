"""The people of Larkfield & Co and their customers."""

from dataclasses import dataclass, field

from app.sample.articles import STANDARD, STOCKIST, Row

DOMAIN = "larkfield.example"
MIA, TOM = f"mia.holt@{DOMAIN}", f"tom.reeve@{DOMAIN}"
LENA, SAM = f"lena.frost@{DOMAIN}", f"sam.okoro@{DOMAIN}"
VERA, WILL, FAY = f"vera.lund@{DOMAIN}", f"will.marsh@{DOMAIN}", f"fay.byrne@{DOMAIN}"

EMPLOYEES: list[Row] = [
    {"email": email, "name": name, "roles": role, "slack_user_id": slack, "approval_limit": limit,
     "manager_email": manager}
    for email, name, role, slack, limit, manager in (
        (MIA, "Mia Holt", "sales_rep", "U0MIAHOLT", "", LENA),
        (TOM, "Tom Reeve", "sales_rep", "U0TOMREEVE", "", LENA),
        (LENA, "Lena Frost", "sales_manager", "U0LENAFROST", "5000", VERA),
        (SAM, "Sam Okoro", "credit_manager", "U0SAMOKORO", "5000", VERA),
        (VERA, "Vera Lund", "director", "U0VERALUND", "", ""),
        (WILL, "Will Marsh", "warehouse", "U0WILLMARSH", "", LENA),
        (FAY, "Fay Byrne", "finance", "U0FAYBYRNE", "", VERA),
    )
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer with their contact, places and habits.

    `tastes` are the SKU prefixes they buy, `places` are labels with towns (the first is the default), `slack` is how
    much of their limit is left beyond what they owe (None: plenty), `story` marks those that something is told about.
    """

    customer_id: str
    name: str
    nickname: str
    domain: str
    contact: str
    places: tuple[tuple[str, str, str], ...]
    tastes: str
    rep: str = MIA
    price_list: str = STANDARD
    terms: int = 30
    priority: str = "normal"
    country: str = "GB"
    parent_id: str = ""
    bill_to_id: str = ""
    room: int | None = None
    story: str = ""
    parts: tuple[tuple[str, str], ...] = field(default=())


BUYERS = (
    Buyer("L1001", "Thornbury Garden Centre", "Thornbury", "thornburygarden.example", "Anna Prior",
          (("Bristol shop", "Bristol", "BS7 0ZZ"), ("Gloucester warehouse", "Gloucester", "GL1 0ZZ")), "GA",
          priority="gold", parts=(("TG-POT-20", "Terracotta Pot 20cm"), ("TG-POT-30", "Terracotta Pot 30cm"),
                                  ("TG-TWINE", "Jute Twine Natural"))),
    Buyer("L1002", "The Potting Shed", "Potting Shed", "pottingshedbath.example", "Oliver Dunn",
          (("Bath shop", "Bath", "BA1 0ZZ"),), "GA HO", price_list=STOCKIST),
    Buyer("L1003", "Hartley's Hardware", "Hartleys", "hartleyshardware.example", "Joan Hartley",
          (("Leeds counter", "Leeds", "LS9 0ZZ"),), "GA HO", rep=TOM),
    Buyer("L1004", "Fernhill Farm Shop", "Fernhill", "fernhillfarm.example", "Rhys Morgan",
          (("Farm shop", "Brecon", "LD3 0ZZ"),), "KI HO", room=320, story="near the limit"),
    Buyer("L1005", "Wren & Daughters", "Wren", "wrenanddaughters.example", "Judith Wren",
          (("York shop", "York", "YO1 0ZZ"),), "HO KI", rep=TOM, story="overdue 18"),
    Buyer("L1006", "Copper Kettle Cookshop", "Copper Kettle", "copperkettle.example", "Simon Peel",
          (("Harrogate shop", "Harrogate", "HG1 0ZZ"), ("Ripon shop", "Ripon", "HG4 0ZZ")), "KI", rep=TOM,
          priority="gold", parts=(("CK-0071", "Cast Iron Skillet 26cm"),
                                  ("CK-0072", "Cast Iron Casserole 26cm Black"))),
    Buyer("L1007", "Juniper & Sage", "Juniper", "junipersage.example", "Isla Reid",
          (("Edinburgh shop", "Edinburgh", "EH3 0ZZ"),), "HO", rep=TOM, price_list=STOCKIST),
    Buyer("L1008", "Oakapple Interiors", "Oakapple", "oakapple.example", "Helen Marsh",
          (("Stamford shop", "Stamford", "PE9 0ZZ"),), "HO"),
    Buyer("L1009", "The Old Dairy", "Old Dairy", "olddairyfrome.example", "Kit Barlow",
          (("Frome shop", "Frome", "BA11 0ZZ"),), "KI HO", terms=14),
    Buyer("L1010", "Saltmarsh Stores", "Saltmarsh", "saltmarshstores.example", "Nell Catchpole",
          (("Wells shop", "Wells-next-the-Sea", "NR23 0ZZ"),), "HO GA", story="overdue 35"),
    Buyer("L1011", "Meadow & Bloom", "Meadow", "meadowbloom.example", "Priya Shah",
          (("Leicester shop", "Leicester", "LE2 0ZZ"), ("Market stall", "Leicester", "LE1 0ZZ")), "GA",
          terms=14, story="overdue 4"),
    Buyer("L1012", "Pennine Home & Garden", "Pennine", "penninehome.example", "Ged Ackroyd",
          (("Hebden Bridge shop", "Hebden Bridge", "HX7 0ZZ"), ("Todmorden store", "Todmorden", "OL14 0ZZ")),
          "GA HO", rep=TOM, priority="gold", price_list=STOCKIST),
    Buyer("L1013", "Pennine Skipton", "Skipton", "pennineskipton.example", "Carol Dale",
          (("Skipton shop", "Skipton", "BD23 0ZZ"),), "GA", rep=TOM, parent_id="L1012", bill_to_id="L1012",
          price_list=STOCKIST),
    Buyer("L1014", "Kelso Country Store", "Kelso", "kelsocountry.example", "Fergus Baird",
          (("Kelso store", "Kelso", "TD5 0ZZ"),), "GA HO", rep=TOM),
    Buyer("L1015", "Brook Street Kitchen", "Brook Street", "brookstreetkitchen.example", "Amelia Stone",
          (("Oxford shop", "Oxford", "OX1 0ZZ"),), "KI", story="disputed"),
    Buyer("L1016", "Millrace Gifts", "Millrace", "millracegifts.example", "Dawn Pickering",
          (("Bakewell shop", "Bakewell", "DE45 0ZZ"),), "HO", rep=TOM, terms=14),
    Buyer("L1017", "Larder & Loft", "Larder", "larderandloft.example", "Ben Yaxley",
          (("Norwich shop", "Norwich", "NR2 0ZZ"),), "KI HO", story="overdue 10"),
    Buyer("L1018", "Ashdown Nurseries", "Ashdown", "ashdownnurseries.example", "Tessa Quinn",
          (("Nursery", "Forest Row", "RH18 0ZZ"),), "GA", priority="gold"),
    Buyer("L1019", "Tideline", "Tideline", "tidelinestives.example", "Morwenna Tregear",
          (("St Ives shop", "St Ives", "TR26 0ZZ"),), "HO"),
    Buyer("L1020", "Peony & Pine", "Peony", "peonyandpine.example", "Grace Adeyemi",
          (("Hackney studio", "London", "E8 0ZZ"),), "HO GA"),
    Buyer("L1021", "Cotswold Pantry", "Cotswold", "cotswoldpantry.example", "Hugo Lane",
          (("Burford shop", "Burford", "OX18 0ZZ"),), "KI", room=150),
    Buyer("L1022", "Grey Heron Lifestyle", "Grey Heron", "greyheron.example", "Ruth Braithwaite",
          (("Kendal shop", "Kendal", "LA9 0ZZ"), ("Ambleside shop", "Ambleside", "LA22 0ZZ")), "HO KI", rep=TOM),
    Buyer("L1023", "Haus & Hof GmbH", "Haus und Hof", "hausundhof.example", "Jana Petersen",
          (("Lager Hamburg", "Hamburg", "22765"),), "GA HO", country="DE"),
    Buyer("L1024", "Maison Verte", "Maison Verte", "maisonverte.example", "Claire Fontaine",
          (("Boutique Lyon", "Lyon", "69002"),), "HO KI", country="FR", terms=14),
    Buyer("L1025", "Dunmore Trading", "Dunmore", "dunmoretrading.example", "Niamh Kelly",
          (("Dublin depot", "Dublin", "D08 0ZZ"),), "GA KI", country="IE", terms=60),
)  # fmt: skip


def customer_rows(limits: dict[str, int]) -> list[Row]:
    """`customers.csv`, with limits by customer."""
    return [
        {
            "customer_id": one.customer_id,
            "name": one.name,
            "nickname": one.nickname,
            "email_domain": one.domain,
            "currency": "GBP",
            "price_list": one.price_list,
            "credit_limit": str(limits[one.customer_id]) if one.customer_id in limits else "",
            "payment_terms_days": str(one.terms),
            "priority": one.priority,
            "parent_id": one.parent_id,
            "bill_to_id": one.bill_to_id,
            "country": one.country,
            "language": {"DE": "de", "FR": "fr"}.get(one.country, "en"),
            "account_manager": one.rep,
        }
        for one in BUYERS
    ]


def contact_rows() -> list[Row]:
    """`contacts.csv`: who buys, and where the invoices go."""
    rows = []
    for one in BUYERS:
        first = one.contact.split()[0].lower()
        rows.append(_contact(one, one.contact, f"{first}@{one.domain}", "buyer"))
        if not one.bill_to_id:
            rows.append(_contact(one, f"{one.nickname} accounts", f"accounts@{one.domain}", "accounts"))
    return rows


def _contact(one: Buyer, name: str, email: str, role: str) -> Row:
    return {"customer_id": one.customer_id, "name": name, "email": email, "role": role}


def address_rows() -> list[Row]:
    """`addresses.csv`."""
    rows = []
    for number, one in enumerate(BUYERS, start=3):
        for index, (label, city, postcode) in enumerate(one.places):
            line = f"{number + 7 * index} {STREETS[(number + index) % len(STREETS)]}"
            rows.append(_address(one, (label, city, postcode), line, "ship_to", is_default=index == 0))
        label, city, postcode = one.places[0]
        line = f"{number} {STREETS[number % len(STREETS)]}"
        rows.append(_address(one, ("Office", city, postcode), line, "bill_to", is_default=True))
    return rows


def _address(one: Buyer, place: tuple[str, str, str], line: str, kind: str, *, is_default: bool) -> Row:
    label, city, postcode = place
    return {
        "customer_id": one.customer_id, "label": label, "kind": kind, "line1": line, "city": city,
        "postcode": postcode, "country": one.country, "is_default": "1" if is_default else "0",
    }  # fmt: skip


STREETS = ("Market Place", "Mill Lane", "High Street", "Station Road", "Bridge Street", "Church Walk", "Tannery Yard")
