"""Where things stand in e-conomic."""

from dataclasses import dataclass
from urllib.parse import quote

# e-conomic's own writing of what a path cannot hold: each of these signs by its place here, `_0_` to `_13_`.
SIGNS = "<>*%:&/\\_ ?.#+"
ESCAPED = str.maketrans({sign: f"_{place}_" for place, sign in enumerate(SIGNS)})


@dataclass(frozen=True, slots=True)
class Place:
    """A document or a collection: its noun (which decides what is kept), its path, and its number if it has one."""

    noun: str
    path: str
    number: str = ""

    def at(self, key: int | str) -> "Place":
        """One document of this collection, by its number, or by its key where that is a text.

        Raises ValueError for an empty key: that would be the collection, and to remove it all that is in it.
        """
        return Place(self.noun, f"{self.path}/{in_path(str(key))}", str(key))


def in_path(key: str) -> str:
    """A key as a piece of a path: `AL_EF_3` is `AL_8_EF_8_3`. Raises ValueError for an empty one."""
    if not key:
        raise ValueError("an empty key is no key")
    return quote(key.translate(ESCAPED), safe="()")
