"""Foreign countries, with data for realistic customers."""

from collections.abc import Callable
from typing import NamedTuple

from econ_admin.sandbox.seed import numbers
from econ_admin.sandbox.seed.names import CompanyName
from econ_admin.sandbox.seed.random_stream import RandomStream
from econ_admin.sandbox.seed.towns import PostDistrict, parse_districts


class Country(NamedTuple):
    """A foreign country. `vat_number` is None where a Danish seller does not need one."""

    name: str
    currency: str
    vat_zone: int
    domain: str
    calling_code: int
    vat_number: Callable[[RandomStream], str] | None
    company_forms: tuple[str, ...]
    districts: tuple[PostDistrict, ...]
    streets: tuple[str, ...]
    family_names: tuple[str, ...]

    def generate_phone(self, stream: RandomStream) -> str:
        return f"+{self.calling_code} {stream.digits(3)} {stream.digits(6)}"

    def generate_company(self, stream: RandomStream) -> CompanyName:
        """Generates a company name, and the part of it used in its web address."""
        family_name, trade = stream.pick(self.family_names), stream.pick(TRADES)
        return CompanyName(f"{family_name} {trade} {stream.pick(self.company_forms)}", f"{family_name} {trade}")

    def generate_street(self, stream: RandomStream) -> str:
        return f"{stream.pick(self.streets)} {stream.between(1, 140)}"


TRADES = ("Trading", "Logistik", "Marin", "Bygg", "Technik", "Food", "Energi", "Design", "Import", "Industri", "Papir")

COUNTRIES = (
    Country(
        name="Sverige", currency="SEK", vat_zone=2, domain="se", calling_code=46,
        vat_number=numbers.generate_swedish_vat,
        company_forms=("AB", "Handelsbolag"),
        districts=parse_districts("21120 Malmö,25221 Helsingborg,41103 Göteborg,11122 Stockholm,22350 Lund,"
                                  "70210 Örebro"),
        streets=("Storgatan", "Hamngatan", "Industrigatan", "Kungsgatan"),
        family_names=("Lindqvist", "Öberg", "Nyström", "Sjöberg", "Åkesson", "Håkansson", "Wallin", "Björk"),
    ),
    Country(
        name="Tyskland", currency="EUR", vat_zone=2, domain="de", calling_code=49,
        vat_number=numbers.generate_german_vat,
        company_forms=("GmbH", "GmbH & Co. KG", "AG"),
        districts=parse_districts("20095 Hamburg,24937 Flensburg,24103 Kiel,10115 Berlin,23552 Lübeck,28195 Bremen,"
                                  "80331 München"),
        streets=("Hauptstraße", "Hafenstraße", "Industriestraße", "Am Sandtorkai"),
        family_names=("Schröder", "Hansen", "Müller", "Petersen", "Krüger", "Brandt", "Voß", "Jäger"),
    ),
    Country(
        name="Norge", currency="NOK", vat_zone=3, domain="no", calling_code=47,
        vat_number=numbers.generate_norwegian_vat,
        company_forms=("AS", "ASA"),
        districts=parse_districts("0150 Oslo,4608 Kristiansand,5003 Bergen,7010 Trondheim,4006 Stavanger,3256 Larvik"),
        streets=("Storgata", "Havnegata", "Kirkegata", "Strandgata"),
        family_names=("Haugen", "Bakke", "Solheim", "Øverland", "Lunde", "Strøm", "Nygård"),
    ),
    Country(
        name="Holland", currency="EUR", vat_zone=2, domain="nl", calling_code=31,
        vat_number=numbers.generate_dutch_vat,
        company_forms=("B.V.", "N.V."),
        districts=parse_districts("1012AB Amsterdam,3011CA Rotterdam,3511BK Utrecht,5611CA Eindhoven"),
        streets=("Kerkstraat", "Havenweg", "Dorpsstraat"),
        family_names=("de Vries", "van Dijk", "Bakker", "Visser", "Smit"),
    ),
    Country(
        name="Finland", currency="EUR", vat_zone=2, domain="fi", calling_code=358,
        vat_number=numbers.generate_finnish_vat,
        company_forms=("Oy", "Oyj"),
        districts=parse_districts("00100 Helsinki,20100 Turku,33100 Tampere,65100 Vaasa"),
        streets=("Satamakatu", "Mannerheimintie", "Kauppakatu"),
        family_names=("Virtanen", "Mäkinen", "Korhonen", "Lehtonen"),
    ),
    Country(
        name="Storbritannien", currency="GBP", vat_zone=3, domain="co.uk", calling_code=44,
        vat_number=None,
        company_forms=("Ltd", "Ltd.", "plc"),
        districts=(PostDistrict("EC2A 4NE", "London"), PostDistrict("LS1 4DY", "Leeds"),
                   PostDistrict("EH1 1RE", "Edinburgh")),
        streets=("High Street", "Station Road", "Church Lane"),
        family_names=("Whitfield", "O'Connor", "Hargreaves", "Penrose"),
    ),
    Country(
        name="USA", currency="USD", vat_zone=3, domain="com", calling_code=1,
        vat_number=None,
        company_forms=("Inc.", "LLC"),
        districts=(PostDistrict("10013", "New York"), PostDistrict("60607", "Chicago"),
                   PostDistrict("98104", "Seattle")),
        streets=("Main Street", "5th Avenue", "Industrial Way"),
        family_names=("Johnson", "Nielsen & Sons", "Carter", "Sullivan"),
    ),
)  # fmt: skip
