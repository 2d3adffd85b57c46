"""Paths of resources in e-conomic."""

from dataclasses import dataclass
from urllib.parse import quote

# e-conomic's own escapes: each of these characters is written as its index, `_0_` to `_13_`.
ESCAPED_CHARACTERS = "<>*%:&/\\_ ?.#+"
KEY_ESCAPES = str.maketrans({character: f"_{index}_" for index, character in enumerate(ESCAPED_CHARACTERS)})


@dataclass(frozen=True, slots=True)
class ResourcePath:
    """The path of a document or collection, with its noun (which selects the cache policy) and its number, if any."""

    noun: str
    path: str
    number: str = ""

    def item(self, key: int | str) -> "ResourcePath":
        """Returns the path of one document of this collection, by its number or text key.

        Raises ValueError for an empty key: the path would be that of the collection, and DELETE would remove all of it.
        """
        return ResourcePath(self.noun, f"{self.path}/{escape_key(str(key))}", str(key))


def escape_key(key: str) -> str:
    """Escapes a key for use in a path: `AL_EF_3` becomes `AL_8_EF_8_3`. Raises ValueError for an empty one."""
    if not key:
        raise ValueError("the key is empty")
    return quote(key.translate(KEY_ESCAPES), safe="()")
