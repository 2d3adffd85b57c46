"""References between documents: given by number or by address, kept as numbers, shown with their address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.error_responses import Wrong
from econ_admin.sandbox.links import Links, decoded, encoded
from econ_admin.sandbox.repository import Books, Key

LONGEST = 18  # digits of a number that SQLite can hold


@dataclass(frozen=True, slots=True)
class Reference:
    """A property that points at another document."""

    noun: str
    number: str
    entity: str
    plural: str
    code: str = "E06000"
    below: str = ""  # the noun that its address begins with: a contact stands under its customer
    keyed_by_text: bool = False
    at: str = ""  # the collection's address, where that is not its noun

    def path(self, owner: int) -> str:
        """The collection that it points into."""
        return f"{self.below}/{owner}/{self.noun}" if self.below else self.at or self.noun

    def shown(self, kept: Document, owner: int, links: Links) -> Document:
        """The reference with its address."""
        return {**kept, "self": links.to(f"{self.path(owner)}/{encoded(kept[self.number])}")}

    def key(self, given: Document, owner: int) -> Key | None:
        """The number, else the one at the end of the address; where both are given the number counts."""
        if self.number in given:
            return str(given[self.number]) or None if self.keyed_by_text else int(given[self.number])
        head, _, last = str(given.get("self", "")).partition("?")[0].rpartition("/")
        if not head.endswith(f"/{self.path(owner)}"):
            return None
        if self.keyed_by_text:
            return decoded(unquote(last)) or None
        return int(last) if last.isdecimal() and len(last) <= LONGEST else None


def resolved(
    sent: Document, references: Mapping[str, Reference], owner: int, books: Books, links: Links
) -> tuple[Document, list[Wrong]]:
    """The references of a body as numbers, and those that point at nothing."""
    kept: Document = {}
    wrongs: list[Wrong] = []
    for name, reference in references.items():
        if name in sent:
            key = reference.key(sent[name], owner)
            kept[name] = {reference.number: key}
            wrongs.extend(_wrongs(name, reference, key, sent[name], owner, books, links))
    return kept, wrongs


def followed(
    path: str, reference: Reference, given: Document, books: Books, links: Links, owner: int = 0
) -> tuple[Document | None, list[Wrong]]:
    """The document that a reference points at, or what is wrong with the reference."""
    key = reference.key(given, owner)
    wrongs = list(_wrongs(path, reference, key, given, owner, books, links))
    if wrongs or key is None:
        return None, wrongs
    return books.find(reference.noun, key, owner if reference.below else None), []


def _wrongs(
    path: str, reference: Reference, key: Key | None, sent: Any, owner: int, books: Books, links: Links
) -> Iterator[Wrong]:
    hint = f"Find a list of {reference.plural} at {links.plain(reference.path(owner))} ."
    if key is None and "self" in sent:
        yield Wrong(path, f"{reference.entity} '{sent['self']}' not found.", reference.code, sent["self"], hint)
    elif key is None:
        name = path.rpartition(".")[2]
        message = f"No identifiers present on {name}. Please include either a self link or a {reference.number}."
        yield Wrong(path, message, "E04500", None, hint)
    elif books.find(reference.noun, key, owner if reference.below else None) is None:
        yield Wrong(path, f"{reference.entity} '{key}' not found.", reference.code, key, hint)


def shown(document: Document, references: Mapping[str, Reference], owner: int, links: Links) -> Document:
    """The references that a document has, each with its address."""
    return {
        name: reference.shown(document[name], owner, links)
        for name, reference in references.items()
        if name in document
    }
