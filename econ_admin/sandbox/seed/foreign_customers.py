"""Customers abroad: the countries, with what makes a customer look at home there."""

from collections.abc import Callable
from typing import NamedTuple

from econ_admin.sandbox.seed import numbers
from econ_admin.sandbox.seed.names import Name
from econ_admin.sandbox.seed.random_stream import Dice
from econ_admin.sandbox.seed.towns import Place, places


class Country(NamedTuple):
    """A foreign country; a Danish seller has no use for the VAT number where there is none here."""

    name: str
    currency: str
    vat_zone: int
    domain: str
    calling_code: int
    vat_number: Callable[[Dice], str] | None
    forms: tuple[str, ...]
    places: tuple[Place, ...]
    streets: tuple[str, ...]
    families: tuple[str, ...]

    def phone(self, dice: Dice) -> str:
        return f"+{self.calling_code} {dice.digits(3)} {dice.digits(6)}"

    def company(self, dice: Dice) -> Name:
        """A company's name, and the part of it that its web address is made of."""
        family, trade = dice.pick(self.families), dice.pick(TRADES)
        return Name(f"{family} {trade} {dice.pick(self.forms)}", f"{family} {trade}")

    def street(self, dice: Dice) -> str:
        return f"{dice.pick(self.streets)} {dice.between(1, 140)}"


TRADES = ("Trading", "Logistik", "Marin", "Bygg", "Technik", "Food", "Energi", "Design", "Import", "Industri", "Papir")

COUNTRIES = (
    Country(
        name="Sverige", currency="SEK", vat_zone=2, domain="se", calling_code=46, vat_number=numbers.swedish_vat,
        forms=("AB", "Handelsbolag"),
        places=places("21120 Malmö,25221 Helsingborg,41103 Göteborg,11122 Stockholm,22350 Lund,70210 Örebro"),
        streets=("Storgatan", "Hamngatan", "Industrigatan", "Kungsgatan"),
        families=("Lindqvist", "Öberg", "Nyström", "Sjöberg", "Åkesson", "Håkansson", "Wallin", "Björk"),
    ),
    Country(
        name="Tyskland", currency="EUR", vat_zone=2, domain="de", calling_code=49, vat_number=numbers.german_vat,
        forms=("GmbH", "GmbH & Co. KG", "AG"),
        places=places("20095 Hamburg,24937 Flensburg,24103 Kiel,10115 Berlin,23552 Lübeck,28195 Bremen,80331 München"),
        streets=("Hauptstraße", "Hafenstraße", "Industriestraße", "Am Sandtorkai"),
        families=("Schröder", "Hansen", "Müller", "Petersen", "Krüger", "Brandt", "Voß", "Jäger"),
    ),
    Country(
        name="Norge", currency="NOK", vat_zone=3, domain="no", calling_code=47, vat_number=numbers.norwegian_vat,
        forms=("AS", "ASA"),
        places=places("0150 Oslo,4608 Kristiansand,5003 Bergen,7010 Trondheim,4006 Stavanger,3256 Larvik"),
        streets=("Storgata", "Havnegata", "Kirkegata", "Strandgata"),
        families=("Haugen", "Bakke", "Solheim", "Øverland", "Lunde", "Strøm", "Nygård"),
    ),
    Country(
        name="Holland", currency="EUR", vat_zone=2, domain="nl", calling_code=31, vat_number=numbers.dutch_vat,
        forms=("B.V.", "N.V."),
        places=places("1012AB Amsterdam,3011CA Rotterdam,3511BK Utrecht,5611CA Eindhoven"),
        streets=("Kerkstraat", "Havenweg", "Dorpsstraat"),
        families=("de Vries", "van Dijk", "Bakker", "Visser", "Smit"),
    ),
    Country(
        name="Finland", currency="EUR", vat_zone=2, domain="fi", calling_code=358, vat_number=numbers.finnish_vat,
        forms=("Oy", "Oyj"),
        places=places("00100 Helsinki,20100 Turku,33100 Tampere,65100 Vaasa"),
        streets=("Satamakatu", "Mannerheimintie", "Kauppakatu"),
        families=("Virtanen", "Mäkinen", "Korhonen", "Lehtonen"),
    ),
    Country(
        name="Storbritannien", currency="GBP", vat_zone=3, domain="co.uk", calling_code=44, vat_number=None,
        forms=("Ltd", "Ltd.", "plc"),
        places=(Place("EC2A 4NE", "London"), Place("LS1 4DY", "Leeds"), Place("EH1 1RE", "Edinburgh")),
        streets=("High Street", "Station Road", "Church Lane"),
        families=("Whitfield", "O'Connor", "Hargreaves", "Penrose"),
    ),
    Country(
        name="USA", currency="USD", vat_zone=3, domain="com", calling_code=1, vat_number=None,
        forms=("Inc.", "LLC"),
        places=(Place("10013", "New York"), Place("60607", "Chicago"), Place("98104", "Seattle")),
        streets=("Main Street", "5th Avenue", "Industrial Way"),
        families=("Johnson", "Nielsen & Sons", "Carter", "Sullivan"),
    ),
)  # fmt: skip
