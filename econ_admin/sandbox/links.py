"""Builds links on the host that was called, repeating the client's query parameters where the server does."""

import re
from urllib.parse import quote, unquote_plus

KNOWN_PARAMETERS = ("skippages", "pagesize", "filter", "sort", "quantity")
SPECIAL_CHARACTERS = "<>*%:&/\\_ ?.#+"  # each is written as its index here, between underscores
_ENCODED_CHARACTER = re.compile(r"_(1[0-3]|[0-9])_")


def encode_key(key: object) -> str:
    """Encodes a key as the last segment of a path: `AL_EF.3` becomes `AL_8_EF_11_3`."""
    return quote(
        "".join(
            f"_{SPECIAL_CHARACTERS.index(character)}_" if character in SPECIAL_CHARACTERS else character
            for character in str(key)
        ),
        safe="()-",
    )


def decode_key(path_segment: str) -> str:
    """Decodes a path segment, after percent-decoding, to a key."""
    return _ENCODED_CHARACTER.sub(lambda match: SPECIAL_CHARACTERS[int(match[1])], path_segment)


class QueryParameters:
    """A query string that keeps its parameters as the client wrote them."""

    def __init__(self, raw: str) -> None:
        self._pieces = [piece.partition("=")[::2] for piece in raw.split("&") if piece]

    def get(self, name: str) -> str | None:
        """Returns the decoded value of a parameter; names are case-insensitive."""
        return next((unquote_plus(value) for key, value in self._pieces if key.casefold() == name), None)

    @property
    def unknown_query(self) -> str:
        """The parameters that the server does not know, undecoded: it repeats them on every link."""
        return "&".join(
            _format_piece(key, value) for key, value in self._pieces if key.casefold() not in KNOWN_PARAMETERS
        )

    def build_query(self, **overrides: int) -> str:
        """Returns the query string as the server repeats it: values re-encoded, some replaced or added."""
        pieces: list[str] = []
        for key, value in self._pieces:
            name = key.casefold()
            if name not in KNOWN_PARAMETERS:
                pieces.append(_format_piece(key, value))
            else:
                text = str(overrides.pop(name)) if name in overrides else quote(unquote_plus(value), safe="")
                pieces.append(f"{key}={text}")
        return "&".join([*pieces, *(f"{name}={value}" for name, value in overrides.items())])


def _format_piece(key: str, value: str) -> str:
    return f"{key}={value}" if value else key


class LinkBuilder:
    """Builds URLs of this sandbox, on the host that the client used."""

    def __init__(self, root: str, parameters: QueryParameters) -> None:
        self.root = root
        self._parameters = parameters
        self._query_suffix = f"?{parameters.unknown_query}" if parameters.unknown_query else ""

    def build_url(self, path: str) -> str:
        """Returns the URL of a path such as `customers/7`, with the parameters that the server repeats."""
        return f"{self.root}/{path}{self._query_suffix}"

    def build_bare_url(self, path: str) -> str:
        """Returns the URL without parameters, as used in messages."""
        return f"{self.root}/{path}"

    def build_page_url(self, path: str, **overrides: int) -> str:
        """Returns the URL of a collection with the client's whole query string."""
        query = self._parameters.build_query(**overrides)
        return f"{self.root}/{path}?{query}" if query else f"{self.root}/{path}"
