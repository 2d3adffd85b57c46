"""Descriptions of products by number, and their bar codes."""

from econ_admin.sandbox.seed.numbers import calculate_ean_check_digit

COMPANY_PREFIX = "5711234"  # of the bar codes of Nordlys Handel, which are in no register
SERVICE_GROUPS = frozenset({3, 4})

DESCRIPTIONS = {
    "1010": "Ryg og sæde i sort net, gaslift 42–54 cm, hjul til hårdt gulv. Bærer op til 130 kg.",
    "1011": "Eldrevet stel, 62–127 cm, hukommelse til fire højder. Bordplade i egefinér, 22 mm.",
    "1012": "Metal, hvid pulverlak, 180×80×32 cm. Samles uden værktøj.",
    "1013": "Delt plade, bøgefinér, plads til ti personer. Kabelgennemføring i midten.",
    "1015": "Emaljeret overflade, 25 års garanti på pladen.",
    "1020": "80 g, hvidhed 161, FSC-mærket. Leveres i kasser med fem pakker.",
    "1024": "Passer til HP LaserJet Pro M404 og M428.",
    "1026": "Krydsskæring, 14 ark ad gangen, kurv på 23 liter.",
    "6001": "Porto Danmark, breve op til 50 g.",
    "5001": "Faktureres pr. påbegyndt halve time. Kørsel er ikke med.",
    "5002": "Konsulentbistand efter aftale, minimum to timer.",
    "5003": "Omfatter to årlige eftersyn og telefonisk hjælp på hverdage kl. 8–16.",
    "5011": "Tillæg for udkald på hverdage efter kl. 17 og i weekender.",
    "9000": "Med fragtmand, én til to dage.",
    "9001": "Aflæsning med kran, op til 8 meter.",
    "6002": "Momsfrit efter momslovens § 13, stk. 1, nr. 3.",
    "1001": "EN 388, 3122. Okseskind med forede stulper.",
    "1002": "EN ISO 20345, komposittå, skridsikker sål SRC. Størrelse 36–48.",
    "1006": "Gul, to omgående refleksbånd, velcrolukning.",
    "VÆRN-FFP2": "EN 149:2001, med ventil.",
    "FØRSTEHJÆLP": "Til virksomheder med op til 20 ansatte. Vægbeslag medfølger.",
    "2001": "Undersænket hoved, TX20, A2.",
    "2002": "Forsænkede kanter. Sælges pr. m².",
    "2007": "Vaskbar, svanemærket. Kan tones i alle NCS-farver.",
    "2010": "NTR AB, fyr. Sælges i løbende meter.",
    "VINDUE?": "Træ/alu, tolags energirude. Målene oplyses ved bestilling; varen tages ikke retur.",
    "7003": "30 mA, type A, DIN-skinne.",
    "7008": "Type 2, 16 A, trefaset. Opsætning ved autoriseret installatør.",
    "3001": "Fairtrade, mørkristet. Pose med 1 kg.",
    "3007": "Bestilles senest dagen før kl. 12.",
    "4001": "1200×800 mm, EPAL, klasse B.",
    "4006": "Gaffellængde 1150 mm, nylonhjul.",
}


def build_bar_code(index: int) -> str:
    """Returns an EAN-13 bar code: seven digits of the company, five of the product, one check digit."""
    stem = f"{COMPANY_PREFIX}{index:05}"
    return f"{stem}{calculate_ean_check_digit(stem)}"
