"""Generates customer profiles: kind, name, address and group."""

from collections.abc import Sequence
from typing import NamedTuple

from econ_admin.sandbox.seed import names, numbers, towns
from econ_admin.sandbox.seed.foreign_customers import COUNTRIES, Country
from econ_admin.sandbox.seed.names import CompanyName
from econ_admin.sandbox.seed.random_stream import RandomStream
from econ_admin.sandbox.seed.towns import PostDistrict

DOMESTIC, RETAIL, WHOLESALE, PUBLIC, EU, ABROAD = range(1, 7)
MILL_DISTRICT = PostDistrict("9632", "Møldrup")


class Profile(NamedTuple):
    """The data that the rest of a customer is derived from; `country` is None in Denmark."""

    name: CompanyName
    district: PostDistrict
    street: str
    group: int
    vat_zone: int
    payment_terms: Sequence[int]
    country: Country | None = None
    in_business: bool = True

    @property
    def currency(self) -> str:
        return self.country.currency if self.country else "DKK"

    @property
    def is_public(self) -> bool:
        return self.group == PUBLIC

    @property
    def domain(self) -> str:
        return f"{names.fold_to_ascii(self.name.stem)}.{self.country.domain if self.country else 'dk'}"

    def generate_phone(self, stream: RandomStream) -> str:
        return self.country.generate_phone(stream) if self.country else numbers.generate_phone(stream)


def is_mill(index: int) -> bool:
    """Tells whether the customer with this index has a name with `møl`: 25 of the first 1,000, then one in 400.

    By index, so that a search finds at least a page at every size, but not thousands at the largest.
    """
    return index % (40 if index < 1000 else 400) == 7


def generate_profile(stream: RandomStream, index: int) -> Profile:
    """Generates a profile: 70 % Danish firms; the rest public customers, private people and foreign firms."""
    if is_mill(index):
        district = MILL_DISTRICT if stream.chance(0.2) else stream.pick(towns.DANISH_DISTRICTS)
        return _generate_danish(stream, names.generate_mill(stream), district)
    fraction, district = stream.fraction(), stream.pick(towns.DANISH_DISTRICTS)
    if fraction < 0.6:
        return _generate_danish(
            stream, names.generate_company(stream, stream.pick(names.FAMILY_NAMES), district.town), district
        )
    if fraction < 0.72:
        return _generate_danish(stream, names.generate_craftsman(stream), district)
    if fraction < 0.81:
        return _generate_institution(stream, district)
    if fraction < 0.87:
        person = names.generate_person(stream)
        return _generate_danish(stream, CompanyName(person, person), district)._replace(group=RETAIL, in_business=False)
    return _generate_foreign(stream)


def _generate_danish(stream: RandomStream, name: CompanyName, district: PostDistrict) -> Profile:
    group = stream.pick((DOMESTIC, DOMESTIC, DOMESTIC, RETAIL, WHOLESALE))
    return Profile(
        name,
        district,
        towns.generate_street(stream),
        group,
        vat_zone=1,
        payment_terms=(1, 1, 1, 2, 2, 2, 3, 4, 5, 5, 7, 8, 9),
    )


def _generate_institution(stream: RandomStream, district: PostDistrict) -> Profile:
    """Generates a public customer; a few are exempt from VAT, most have 30 days of credit."""
    name = names.generate_institution(stream)
    if stream.chance(0.4):
        name, zip_code = names.generate_municipality(stream)
        district = towns.DISTRICTS_BY_ZIP[zip_code]
    vat_zone = 4 if stream.chance(0.05) else 1
    return Profile(name, district, towns.generate_street(stream), PUBLIC, vat_zone, payment_terms=(5, 5, 5, 4))


def _generate_foreign(stream: RandomStream) -> Profile:
    country = stream.pick(COUNTRIES)
    group = EU if country.vat_zone == 2 else ABROAD
    name = country.generate_company(stream)
    return Profile(
        name,
        stream.pick(country.districts),
        country.generate_street(stream),
        group,
        country.vat_zone,
        payment_terms=(6, 6, 5, 8),
        country=country,
    )
