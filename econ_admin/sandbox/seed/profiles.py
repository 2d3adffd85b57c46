"""Who a customer is: kind, name, place and group, before there is a document."""

from collections.abc import Sequence
from typing import NamedTuple

from econ_admin.sandbox.seed import names, numbers, towns
from econ_admin.sandbox.seed.foreign_customers import COUNTRIES, Country
from econ_admin.sandbox.seed.names import Name
from econ_admin.sandbox.seed.random_stream import Dice
from econ_admin.sandbox.seed.towns import Place

DOMESTIC, RETAIL, WHOLESALE, PUBLIC, EU, ABROAD = range(1, 7)
MILL_TOWN = Place("9632", "Møldrup")


class Profile(NamedTuple):
    """What decides the rest of a customer; `home` is None in Denmark."""

    name: Name
    place: Place
    street: str
    group: int
    vat_zone: int
    terms: Sequence[int]
    home: Country | None = None
    in_business: bool = True

    @property
    def currency(self) -> str:
        return self.home.currency if self.home else "DKK"

    @property
    def public(self) -> bool:
        return self.group == PUBLIC

    @property
    def domain(self) -> str:
        return f"{names.folded(self.name.stem)}.{self.home.domain if self.home else 'dk'}"

    def phone(self, dice: Dice) -> str:
        return self.home.phone(dice) if self.home else numbers.phone(dice)


def is_mill(index: int) -> bool:
    """Whether the customer at this place is found under `møl`: 25 of the first 1,000, then one in 400.

    Dealt out by place, so that a search for it finds a page or more at every size and not thousands at the largest.
    """
    return index % (40 if index < 1000 else 400) == 7


def profile(dice: Dice, index: int) -> Profile:
    """Seven in ten are Danish firms, the rest offices and institutions, private people, and firms abroad."""
    if is_mill(index):
        place = MILL_TOWN if dice.chance(0.2) else dice.pick(towns.DANISH)
        return _danish(dice, names.mill(dice), place)
    kind, place = dice.share(), dice.pick(towns.DANISH)
    if kind < 0.6:
        return _danish(dice, names.company(dice, dice.pick(names.FAMILIES), place.town), place)
    if kind < 0.72:
        return _danish(dice, names.craftsman(dice), place)
    if kind < 0.81:
        return _institution(dice, place)
    if kind < 0.87:
        person = names.person(dice)
        return _danish(dice, Name(person, person), place)._replace(group=RETAIL, in_business=False)
    return _foreign(dice)


def _danish(dice: Dice, name: Name, place: Place) -> Profile:
    group = dice.pick((DOMESTIC, DOMESTIC, DOMESTIC, RETAIL, WHOLESALE))
    return Profile(name, place, towns.street(dice), group, vat_zone=1, terms=(1, 1, 1, 2, 2, 2, 3, 4, 5, 5, 7, 8, 9))


def _institution(dice: Dice, place: Place) -> Profile:
    """Public customers; a few are exempt from VAT, all have thirty days."""
    name = names.institution(dice)
    if dice.chance(0.4):
        name, zip_code = names.municipality(dice)
        place = towns.BY_ZIP[zip_code]
    vat_zone = 4 if dice.chance(0.05) else 1
    return Profile(name, place, towns.street(dice), PUBLIC, vat_zone, terms=(5, 5, 5, 4))


def _foreign(dice: Dice) -> Profile:
    home = dice.pick(COUNTRIES)
    group = EU if home.vat_zone == 2 else ABROAD
    name = home.company(dice)
    return Profile(name, dice.pick(home.places), home.street(dice), group, home.vat_zone, terms=(6, 6, 5, 8), home=home)
