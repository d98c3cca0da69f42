"""Closed-class words of the trade, written by hand: what carries over from one writer to the next."""

from decimal import Decimal


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


def pairs(text: str) -> dict[str, str]:
    """Lines of "short: meaning" entries divided by semicolons."""
    entries = (entry.split(":", 1) for entry in text.split(";") if entry.strip())
    return {short.strip(): " ".join(meaning.split()) for short, meaning in entries}


# Words that may help an article but need no explaining.
STOP = words(
    """
    one ditto same ones whatsits gubbins
    a about actually add after afternoon again ah all also also-rans among amongst an and another any
    are aren't around as asap ask asked asking asks at be because been before below between bit bits
    bless book both but by called calling came can can't cannot cant cheers chuck color colors colour
    colours come comes cos could couldn't couple coz customer customers dear design designs did didn't
    do does doesn't don't done dont down dozen ea each em enter er even evening ever every everyone
    exactly few fine folks following follows for friday from get gets give go going gonna good got great
    guys had half has hasn't have haven't having he he'd he'll he's hed hello her here heres hes hey hi
    him his hiya how i i'd i'll i'm i've id ideally if ill im in include into is isn't isnt it it's item
    items its ive just key kind kinds know labelled let let's like line lines listed look looking
    looks lot lots lovely made make many marked may maybe me mebbe might mind mine monday more morning
    much my n named need needed needs new nice no normal nos not now nowt number numbers o of off oh ok
    okay on one's ones only or order ordered ordering orders ordinary other others our ours out over owt
    pack's pair pc pcs per perfect perhaps piece pieces plain please pls plse plz pop poss possible
    probably proper put qty quantity quick quickly quite reads really regular right said same saturday
    say saying says see send sending sends several shall she she'd she'll she's shed shes shop shops
    should singles size sized sizes so some sort sorts stick still store stuff style summat sunday
    supply ta take takes team tell than thank thanks that that's thats the their theirs them then there
    there's theres these they they'd they'll they're they've theyd theyre theyve thing things think this
    tho those through throw thursday thx till to today today's told tomorrow tonight too total tuesday
    two's type u uh um unit units until up us usual usually very via w wanna want wanted wants was
    wasn't we we'd we'll we've wed wednesday week weeks well were weren't weve what what's whats when
    where which while who wi will with won't wont would wouldn't x ya yep yer yes yet you you'd you'll
    you've your youre yours yous
    """
)
# A phrase that has one of these and names no article is no article at all.
TALK = words(
    """
    afternoon ago always am are asked aunt be because been being bloke boss came can't chap cheque
    customers daughter days didn't don't driver evening fine friend friends goes gone had has have he
    he'd he'll he's hours how husband i i'd i'll i'm i've if im invoice invoices is isn't it'll keeps
    lad lady let's mins minutes month morning mother never o'clock paid people phone rang ring rung said
    says she she'd she'll she's since son statement tell that's there's they they're they've till told
    told tonight until van was we'd we'll we're we've weeks went were what's when while who whose why
    wife won't year years yesterday you'll you're you've
    """
)
# Words of names that say little: their weight.
WEAK = {
    word: weight
    for weight, text in (
        (0.0, "a an and as at by d for from i in is of on or s the to up w with x"),
        (0.2, "be do it my our so this you your"),
        (0.25, "design pc pcs piece"),
        (0.3, "am des me more no off please size style"),
        (0.35, "pack set"),
        (0.4, "asst not one out"),
        (0.5, "assorted col finish"),
        (0.6, "box shape"),
        (0.7, "decoration"),
        (0.8, "colour number"),
        (0.9, "big new"),
        (1.2, "stand"),
    )
    for word in text.split()
}
_ONES = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty
"""
NUMBERS = {word: value for value, word in enumerate(_ONES.split())} | {
    "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES = {"hundred": 100, "thousand": 1000}
# How a dozen is written, in some languages.
DOZENS = "dozen doz dozens dz dzn dtz dutzend dusin dussin douzaine douzaines docena docenas dozijn dozzina dozzine"
# What may follow a number and multiplies it.
COUNTED = {
    word: Decimal(factor)
    for factor, text in (
        (12, DOZENS),
        (144, "gross"),
        (20, "score"),
        (2, "couple brace"),
        (1, "pair pairs"),
    )
    for word in text.split()
}
# Words between a number and its article that count single sales units.
CONTAINERS = words(
    """
    bag bags bottle bottles box boxes bundle bundles bx bxs card copies copy ea each jar jars kit kits
    lots no nos off pack packet packets packs pc pcs piece pieces pieza piezas pièces pk pks pkt pkts
    reel reels roll rolls set sets sheet sheets stk stuecke stück time times tin tins tub tube tubes
    tubs unit units
    """
)
# Words for more than a sales unit: only the article knows how many.
BULK = words(
    """
    carton cartons case cases crate crates ctn ctns outer outers pallet pallets
    """
)
# Amounts that are none.
VAGUE = words(
    """
    few handful loads more plenty several some
    """
)
# Trade shorthand: what it may stand for, any one of the words.
SHORT = pairs(
    """
    fifties: 50s; sixties: 60s; seventies: 70s; bike: bicycle; vntge: vintage; metre: meter; crackers: crackers;
    tee: tea; chrismas: christmas; heater: warmer; wipers: wiper; grannys: granny;
    ant: antique; antq: antique; aprons: apron; asst: assorted; asstd: assorted; b'day: birthday; bak:
    baking; bakelite: bakelike; bday: birthday; bkg: baking; bks: book; blackboard: chalkboard; blk:
    black; blu: blue; bracelets: bracelet; brolly: umbrella; btl: bottle; bttl: bottle; bunnies: bunny;
    bx: box; bxs: box; cab: cabinet; calender: calendar; candel: candle; candels: candle; chbd:
    chalkboard; child: childrens childs; childs: childrens childs; choc: chocolate; choccy: chocolate;
    choco: chocolate; chr: chair; chrstmas: christmas; clr: colour; colored: colour coloured; coloured:
    colour coloured; colouring: colouring colour; cosies: cosy; cozy: cosy; crd: card; crds: card; dec:
    decoration; decs: decoration; dek: decoration; dl: dolly; doilies: doily doilies; doily: doily
    doiley; drw: drawer; drwr: drawer; drwrs: drawer; frm: frame; frme: frame; fruity: fruit; gld: gold;
    gray: grey gray; grey: grey gray; grn: green; hankies: tissues; hldr: holder; hldrs: holder; hol:
    holder; jewelery: jewellery; jewelry: jewellery; jwl: jewelled; jwld: jewelled; kid: childrens;
    kiddies: childrens; kids: childrens; lg: large; lge: large; lil: little; lrg: large; mag: magnet;
    mags: magnets; mat: doormat mat; med: medium; mold: mould; molds: mould; noughts: noughts naughts;
    packet: pack; packets: pack; packs: pack; parasols: parasol; photoframes: photo frame; pic: picture;
    pj: pyjama; pk: pack; pks: pack; pkt: pack; pkts: pack; plaster: plasters; pnk: pink; rab: rabbit;
    rd: red; reds: red; retro: retro retrospot; rspot: retrospot; scandi: scandinavian; scottie: scotty
    scottie; scotty: scotty scottie; serviette: napkins; serviettes: napkins; shopper: bag shopper;
    shoppers: bag shopper; skool: school; slv: silver; sm: small; sml: small; spades: spade; spotty:
    retrospot spotty spot; ss: small; sticker: stickers; strawb: strawberry; tealight: tlight;
    tealights: tlight; thermo: thermometer; tissue: tissues; trad: traditional; vint: vintage; vntg:
    vintage; vtg: vintage; wd: wood wooden; wdn: wooden; whse: warehouse; wht: white; woody: wood;
    wrapping: wrap; xmas: christmas; xs: extra small; yel: yellow; ylw: yellow
    """
)
# Trade shorthand for several words together.
PHRASES = pairs(
    """
    alarmclock: alarm clock; giftwrap: gift wrap; hottie: hot water bottle; hotties: hot water bottle;
    hotty: hot water bottle; hwb: hot water bottle; jumbos: jumbo bag; kc: keep calm; keepcalm: keep
    calm; kneeler: kneeling pad; kneelers: kneeling pad; lipgloss: lip gloss; lunchbag: lunch bag;
    lunchbox: lunch box; metalsign: metal sign; nightlight: night light; nightlights: night light;
    photoframe: photo frame; piggybank: money bank; teatowel: tea towel; teatowels: tea towel; uj: union
    jack; wallart: wall art
    """
)
# Words that sellers and buyers use for one another.
EQUAL = (
    ("wooden", "wood"), ("child", "childrens"), ("colour", "coloured"), ("spot", "spotty"), ("doily", "doiley"),
    ("grey", "gray"), ("jewelled", "jeweled"), ("scottie", "scotty"), ("napkins", "serviettes"), ("hanging", "hanger"),
)  # fmt: skip
# Articles that are one when worn as a pair.
PAIRED = words(
    """
    earring glove sock slipper mitten hairclip clip slide bookend cufflink curtain pair slippers shoe boot
    """
)
# Containers that count and never tell one article from another.
LOOSE = words("""
    pack packs pk pks pkt pkts packet packets set sets sheet sheets pcs pc pieces piece unit units
    each ea off no nos roll rolls times time lots bundle bundles copies copy pair pairs stk pieza
    piezas
    """)
