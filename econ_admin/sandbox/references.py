"""References between documents: accepted by number or URL, stored as numbers, returned with URLs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.error_responses import FieldError
from econ_admin.sandbox.links import LinkBuilder, decode_key, encode_key
from econ_admin.sandbox.repository import Key, Repository

MAX_DIGITS = 18  # digits of a number that fits SQLite


@dataclass(frozen=True, slots=True)
class Reference:
    """A property that refers to another document."""

    noun: str
    key_field: str
    entity: str
    plural: str
    error_code: str = "E06000"
    parent_noun: str = ""  # noun of the path's parent: contacts are below their customer
    keyed_by_text: bool = False
    custom_path: str = ""  # path of the collection, if not its noun

    def build_collection_path(self, owner: int) -> str:
        """Returns the path of the collection that it refers to."""
        return f"{self.parent_noun}/{owner}/{self.noun}" if self.parent_noun else self.custom_path or self.noun

    def serialize(self, stored: Document, owner: int, links: LinkBuilder) -> Document:
        """Returns the reference with its URL."""
        return {
            **stored,
            "self": links.build_url(f"{self.build_collection_path(owner)}/{encode_key(stored[self.key_field])}"),
        }

    def parse_key(self, value: Document, owner: int) -> Key | None:
        """Returns the number, or else the last segment of the URL; if both are given, the number counts."""
        if self.key_field in value:
            return str(value[self.key_field]) or None if self.keyed_by_text else int(value[self.key_field])
        collection_url, _, segment = str(value.get("self", "")).partition("?")[0].rpartition("/")
        if not collection_url.endswith(f"/{self.build_collection_path(owner)}"):
            return None
        if self.keyed_by_text:
            return decode_key(unquote(segment)) or None
        return int(segment) if segment.isdecimal() and len(segment) <= MAX_DIGITS else None


def resolve_references(
    body: Document, references: Mapping[str, Reference], owner: int, repository: Repository, links: LinkBuilder
) -> tuple[Document, list[FieldError]]:
    """Returns a body's references as numbers, and errors for those that do not exist."""
    resolved_references: Document = {}
    field_errors: list[FieldError] = []
    for name, reference in references.items():
        if name in body:
            key = reference.parse_key(body[name], owner)
            resolved_references[name] = {reference.key_field: key}
            field_errors.extend(_find_errors(name, reference, key, body[name], owner, repository, links))
    return resolved_references, field_errors


def find_referenced(
    path: str, reference: Reference, value: Document, repository: Repository, links: LinkBuilder, owner: int = 0
) -> tuple[Document | None, list[FieldError]]:
    """Returns the document that a reference names, or the reference's errors."""
    key = reference.parse_key(value, owner)
    field_errors = list(_find_errors(path, reference, key, value, owner, repository, links))
    if field_errors or key is None:
        return None, field_errors
    return repository.find(reference.noun, key, owner if reference.parent_noun else None), []


def _find_errors(
    path: str, reference: Reference, key: Key | None, value: Any, owner: int, repository: Repository, links: LinkBuilder
) -> Iterator[FieldError]:
    hint = f"Find a list of {reference.plural} at {links.build_bare_url(reference.build_collection_path(owner))} ."
    if key is None and "self" in value:
        yield FieldError(
            path, f"{reference.entity} '{value['self']}' not found.", reference.error_code, value["self"], hint
        )
    elif key is None:
        name = path.rpartition(".")[2]
        message = f"No identifiers present on {name}. Please include either a self link or a {reference.key_field}."
        yield FieldError(path, message, "E04500", None, hint)
    elif repository.find(reference.noun, key, owner if reference.parent_noun else None) is None:
        yield FieldError(path, f"{reference.entity} '{key}' not found.", reference.error_code, key, hint)


def serialize_references(
    document: Document, references: Mapping[str, Reference], owner: int, links: LinkBuilder
) -> Document:
    """Returns the references of a document, each with its URL."""
    return {
        name: reference.serialize(document[name], owner, links)
        for name, reference in references.items()
        if name in document
    }
