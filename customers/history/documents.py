"""The documents before and after a write, read from the audit trail."""

from typing import NamedTuple

from customers.history.nouns import NOUNS, Noun
from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.json_codec import Document, decode, encode
from econ_admin.gateway.records import Record
from econ_admin.trail.models import Intent, Outcome
from econ_admin.trail.subjects import decode_document


class Versions(NamedTuple):
    """A document before and after a write; None where there is none, or it cannot be read."""

    before: Record | None
    after: Record | None


def read_versions(intent: Intent, answer: Outcome | None) -> Versions:
    """Returns the document before, and as e-conomic answered it, or else as it was sent."""
    noun = NOUNS.get(intent.noun)
    if noun is None:
        return Versions(None, None)
    before = decode_document(bytes(intent.before))
    answered = decode_document(bytes(answer.body)) if answer and (answer.status or 0) < 300 else {}
    if intent.method == "DELETE":
        after: Document = {}
    elif intent.method == "PATCH":
        after = answered or _apply_patch(before, bytes(intent.body))
    else:
        after = answered or decode_document(bytes(intent.body))
    return Versions(_read(noun, before, intent.number), _read(noun, after, intent.number))


def _read(noun: Noun, document: Document, number: str) -> Record | None:
    """Decodes a document. One that is only about to be created has no number yet; then it is 1."""
    if not document:
        return None
    numbered = {noun.number_key: int(number) if number.isdigit() else 1} | document
    try:
        return noun.record.decode(encode(numbered))
    except UnexpectedResponse:
        return None


def _apply_patch(before: Document, body: bytes) -> Document:
    """Applies a JSON Patch of whole properties, the only one that is ever sent."""
    try:
        changes = decode(body)
    except UnexpectedResponse:
        return {}
    values = {str(change["path"]).strip("/"): change["value"] for change in changes} if before else {}
    return {**before, **values}
