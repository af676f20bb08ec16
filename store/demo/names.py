"""Who the demo's clients are, and the words its records carry: believable, and nobody's own.

A client's name follows from its number alone, so that a million of them need no memory.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.text import search_key

PEOPLE: tuple[tuple[str, str], ...] = (
    (
        "Okafor Adeyemi Balogun Eze Nwosu Obi",
        "Ada Tunde Ngozi Chidi Ifeoma Emeka Amara Kelechi Yetunde",
    ),
    (
        "Lindqvist Bergström Åkesson Nyström Sjöberg Öberg",
        "Björn Astrid Linnea Måns Elsa Göran Ylva Håkan Saga",
    ),
    (
        "Moreau Lefèvre Gauthier Rousseau Bélanger Chevalier",
        "Jeanne Étienne Chloé Benoît Margaux Thibault Inès Rémi Zoé",
    ),
    (
        "Castellanos Ibáñez Peña Quiroga Villanueva Ortúzar",
        "Lucía Joaquín Ximena Matías Inés Íñigo Paloma Rafael Noelia",
    ),
    (
        "Kowalczyk Wiśniewska Zając Dąbrowski Łuczak Nowicki",
        "Zofia Wojciech Małgorzata Łukasz Ewa Stanisław Hanna Paweł Iga",
    ),
    (
        "Tanaka Nakamura Fujimoto Ishikawa Ōta Watanabe",
        "Hanako Ren Yuki Daichi Sakura Kenji Aoi Haruto Mei",
    ),
    (
        "Nguyễn Trần Phạm Lê Đặng Võ",
        "Linh Minh Thảo Quân Hương Bảo Ngọc Tuấn Mai",
    ),
    (
        "Krishnan Banerjee Deshpande Iyer Chaudhuri Rao",
        "Priya Arjun Meera Rohan Kavya Vikram Ananya Sanjay Leela",
    ),
    (
        "Haddad Al-Masri Khoury Nasser Farouk Zidan",
        "Leila Omar Samira Karim Yasmin Tariq Nour Bilal Rania",
    ),
    (
        "O'Brien MacLeod Fitzgerald Gallagher Ó_Súilleabháin Penrose",
        "Maeve Callum Siobhán Fergus Niamh Rory Aoife Declan Orla",
    ),
    (
        "Rossi Bianchi De_Luca Esposito Fontana D'Angelo",
        "Giulia Matteo Chiara Niccolò Francesca Lorenzo Beatrice Luca Serena",
    ),
    (
        "Þórsson Jónsdóttir Halvorsen Sørensen Kjær Virtanen",
        "Sigrún Leif Ingrid Søren Freyja Aino Magnus Tuuli Eirik",
    ),
)
"""Family names and given names that go together, separated by blanks; ``_`` stands for one."""

_PAIRS = [
    (family.replace("_", " "), given)
    for families, givens in PEOPLE
    for family in families.split()
    for given in givens.split()
]
_STRIDE = 271  # shares no factor with the number of pairs, so that all come before one repeats

STREETS = (
    "Alder Street", "Bayview Terrace", "Cole Street", "Dolores Street", "Ellis Lane",
    "Fillmore Street", "Grove Avenue", "Hyde Street", "Irving Street", "Juniper Court",
    "Kirkham Street", "Laguna Street", "Mission Street", "Noe Street", "Octavia Boulevard",
)  # fmt: skip

CITIES = (
    ("San Francisco", "94117"), ("Oakland", "94610"), ("Berkeley", "94705"),
    ("San Rafael", "94901"),
    ("Daly City", "94014"), ("Palo Alto", "94301"), ("San Mateo", "94401"), ("Alameda", "94501"),
    ("Petaluma", "94952"), ("Richmond", "94804"),
)  # fmt: skip

SUBJECTS = {
    "Portrait": (
        "Family at the beach",
        "Graduation",
        "Three generations",
        "Headshots",
        "Golden hour",
    ),
    "Wedding": ("Wedding at the old mill", "Garden wedding", "City hall", "Vineyard wedding"),
    "Newborn": ("First week", "Twins", "With big sister", "At home"),
    "School": ("Spring term", "Class of the year", "Team pictures", "Kindergarten"),
}
"""Session type to what the shooting may have been about."""

NOTES = (
    "Skin retouch light, keep the freckles.",
    "Match the colours of last year's print.",
    "Client asked for a matte finish.",
    "Crop tighter on the second pose.",
    "Call before delivering, the porter leaves at five.",
    "Gift: no invoice in the parcel.",
    "Use the spare frame from the back room if the lab is late again.",
    "Remove the exit sign behind the groom.",
    "Grandmother's copy needs larger text on the spine.",
    "Colour cast in the shadows, see pose 3.",
)

HOLD_REASONS = {
    "client": (
        "choosing the cover",
        "has not approved the crop",
        "on holiday",
        "wants another pose",
    ),
    "vendor": ("paper out of stock", "machine is down", "wrong frame delivered"),
    "us": ("file missing", "colour proof needed first", "waiting for the deposit", "retoucher ill"),
    "": ("has to wait",),
}
"""Whom a pause is put down to, and reasons people give."""

TASKS = (
    "Order more 8x10 boxes", "Recalibrate the retouch monitor", "Send the price list",
    "Check the sample album", "Scan the signed release", "Prepare the pick-up shelf",
    "Ask the lab about the delay", "Back up the session cards", "Choose pictures for the window",
    "Re-export with a warmer tone", "Update the wall of frames", "Measure the wall for the canvas",
)  # fmt: skip

CALLS = (
    "Arrange the pick-up", "Ask for the album approval", "Confirm the session", "Say thank you",
    "Ask about the second pose", "Remind of the open balance", "Offer a viewing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Buyer:
    """A client of the demo; some have no email, some no mobile phone."""

    name: str
    search: str
    email: str
    mobile: str
    address: str
    city: str
    postcode: str


def buyer(index: int, salt: int) -> Buyer:
    """The client made as the ``index``-th, from 0; ``salt`` changes the order they come in."""
    round_, place = divmod(index, len(_PAIRS))
    family, given = _PAIRS[(place * _STRIDE + salt) % len(_PAIRS)]
    if round_:
        _, other = _PAIRS[(place * 7 + round_ * 31 + salt) % len(_PAIRS)]
        given = f"{given} & {other}" if other != given else f"{given} Jr."
    name = f"{family}, {given}"
    search = search_key(name)
    letters = "".join(letter if letter.isalnum() else "." for letter in search)
    local = ".".join(part for part in reversed(letters.split(".")) if part)
    city, postcode = CITIES[(index * 3 + salt) % len(CITIES)]
    return Buyer(
        name=name,
        search=search,
        email="" if index % 11 == 5 else f"{local}{round_ or ''}@example.com",
        mobile="" if index % 13 == 7 else f"+1 415 555 {100 + (index * 37 + salt) % 100:04}",
        address=f"{12 + index * 17 % 880} {STREETS[(index + salt) % len(STREETS)]}",
        city=city,
        postcode=postcode,
    )
