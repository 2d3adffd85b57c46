"""Where things stand in e-conomic."""

from dataclasses import dataclass
from urllib.parse import quote

# e-conomic's own writing of what a path cannot hold: each of these signs by its place here, `_0_` to `_13_`.
ESCAPED_CHARACTERS = "<>*%:&/\\_ ?.#+"
KEY_ESCAPES = str.maketrans({character: f"_{index}_" for index, character in enumerate(ESCAPED_CHARACTERS)})


@dataclass(frozen=True, slots=True)
class ResourcePath:
    """A document or a collection: its noun (which decides what is kept), its path, and its number if it has one."""

    noun: str
    path: str
    number: str = ""

    def item(self, key: int | str) -> "ResourcePath":
        """One document of this collection, by its number, or by its key where that is a text.

        Raises ValueError for an empty key: that would be the collection, and to remove it all that is in it.
        """
        return ResourcePath(self.noun, f"{self.path}/{escape_key(str(key))}", str(key))


def escape_key(key: str) -> str:
    """A key as a piece of a path: `AL_EF_3` is `AL_8_EF_8_3`. Raises ValueError for an empty one."""
    if not key:
        raise ValueError("an empty key is no key")
    return quote(key.translate(KEY_ESCAPES), safe="()")
