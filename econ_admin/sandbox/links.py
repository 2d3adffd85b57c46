"""Links on the host that was called, with the client's own query parameters where the server repeats them."""

import re
from urllib.parse import quote, unquote_plus

KNOWN = ("skippages", "pagesize", "filter", "sort", "quantity")
SPECIAL = "<>*%:&/\\_ ?.#+"  # written as their place in here, between low lines
_WRITTEN = re.compile(r"_(1[0-3]|[0-9])_")


def encoded(key: object) -> str:
    """A number as the last step of an address: `AL_EF.3` is `AL_8_EF_11_3`."""
    return quote(
        "".join(f"_{SPECIAL.index(character)}_" if character in SPECIAL else character for character in str(key)),
        safe="()-",
    )


def decoded(step: str) -> str:
    """The number that a step of an address stands for, percent signs already taken out."""
    return _WRITTEN.sub(lambda found: SPECIAL[int(found[1])], step)


class Parameters:
    """A query string, piece by piece, as the client wrote it."""

    def __init__(self, raw: str) -> None:
        self._pieces = [piece.partition("=")[::2] for piece in raw.split("&") if piece]

    def get(self, name: str) -> str | None:
        """The value of a parameter that the server knows, decoded; names are read without case."""
        return next((unquote_plus(value) for key, value in self._pieces if key.casefold() == name), None)

    @property
    def unknown(self) -> str:
        """The pieces that the server does not know, raw: it repeats them on every link."""
        return "&".join(_raw(key, value) for key, value in self._pieces if key.casefold() not in KNOWN)

    def written(self, **instead: int) -> str:
        """The query string as the server repeats it: values encoded anew, some replaced in place or added."""
        pieces: list[str] = []
        for key, value in self._pieces:
            name = key.casefold()
            if name not in KNOWN:
                pieces.append(_raw(key, value))
            else:
                again = str(instead.pop(name)) if name in instead else quote(unquote_plus(value), safe="")
                pieces.append(f"{key}={again}")
        return "&".join([*pieces, *(f"{name}={value}" for name, value in instead.items())])


def _raw(key: str, value: str) -> str:
    return f"{key}={value}" if value else key


class Links:
    """Addresses of this sandbox, as the client reached it."""

    def __init__(self, root: str, parameters: Parameters) -> None:
        self.root = root
        self._parameters = parameters
        self._tail = f"?{parameters.unknown}" if parameters.unknown else ""

    def to(self, path: str) -> str:
        """The address of a path such as `customers/7`, with the parameters that the server repeats."""
        return f"{self.root}/{path}{self._tail}"

    def plain(self, path: str) -> str:
        """The address alone, as messages have it."""
        return f"{self.root}/{path}"

    def listing(self, path: str, **instead: int) -> str:
        """The address of a collection with the client's whole query string."""
        query = self._parameters.written(**instead)
        return f"{self.root}/{path}?{query}" if query else f"{self.root}/{path}"
