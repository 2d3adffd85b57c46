"""What the server says when it says no: every error body, in the shape it was recorded in."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.wrappers import Response

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.repository import encode

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
HARD_CODED = (
    "The API tries to provide all the resource urls you need. If you have hard coded urls yourself, then try to look "
    "at the enclosing collection for hypermedia information on where the resource you are looking for could be."
)
LOGIN = (
    "Please take a look at {root} and follow the links to help on authorization, or use the word demo for both tokens."
)


@dataclass(eq=False)
class Refusal(Exception):
    """A refused exchange; it takes back whatever was done in it."""

    status: int
    message: str
    hint: str
    code: str = ""
    errors: Any = None
    middle: Mapping[str, Any] = field(default_factory=dict)  # beside the errors
    extra: Mapping[str, Any] = field(default_factory=dict)  # after the time
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self, now: datetime) -> Document:
        """The body as it goes over the wire. Its time is Danish and does not say so."""
        return {
            "message": self.message,
            **({"errorCode": self.code} if self.code else {}),
            "developerHint": self.hint,
            "logId": f"{secrets.token_hex(8)}-CPH",
            "httpStatusCode": self.status,
            **({} if self.errors is None else {"errors": self.errors}),
            **self.middle,
            "logTime": f"{now.astimezone(COPENHAGEN):%Y-%m-%dT%H:%M:%S}",
            **self.extra,
        }

    def response(self, now: datetime) -> Response:
        """The answer that it is."""
        return Response(encode(self.body(now)), self.status, self.headers, mimetype="application/json")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One property that was refused: its path is `paymentTerms` or `lines.8.product`."""

    path: str
    message: str
    code: str
    value: Any
    hint: str

    def item(self) -> Document:
        """How it stands in the annotated errors."""
        told = {"errorMessage": self.message, "errorCode": self.code, "inputValue": self.value}
        return {"propertyName": self.path.rpartition(".")[2], **told, "developerHint": self.hint}


def invalid(wrongs: Sequence[Wrong]) -> Refusal:
    """400 with each refused property where it stands in the body."""
    errors: Document = {}
    for field_error in wrongs:
        place = errors
        for step in field_error.path.split("."):
            place = _item(place, int(step)) if step.isdecimal() else place.setdefault(step, {})
        place.setdefault("errors", []).append(field_error.item())
    found = "1 error" if len(wrongs) == 1 else f"{len(wrongs)} errors"
    hint = "Inspect validation errors and correct your request."
    message = f"Validation failed. {found} found."
    return Refusal(400, message, hint, "E04300", errors, extra={"errorCount": len(wrongs)})


def _item(place: Document, index: int) -> Document:
    items: list[Document] = place.setdefault("items", [])
    for item in items:
        if item["arrayIndex"] == index:
            return item
    items.append({"arrayIndex": index})
    return items[-1]


def off_schema(errors: list[str], schema: str) -> Refusal:
    """400 for a body that is not of the shape asked for. Its message is not known from any recording."""
    hint = "Compare your request with the schema and correct it."
    return Refusal(400, "Schema validation failed.", hint, errors=errors, middle={"schemaPath": schema})


def not_found(entity: str, key: object, collection: str, plural: str) -> Refusal:
    """404 for a number that nobody has."""
    hint = f"Please take a look at {collection} for a list of {plural}."
    return Refusal(404, f'{entity} "{key}" not found.', hint, "E06000")


def no_such_address() -> Refusal:
    """404 for an address that nothing stands at."""
    return Refusal(404, "Resource not found.", HARD_CODED)


def duplicate() -> Refusal:
    """400 for a number that is taken."""
    hint = "Use another number, or leave it out to have one assigned."
    return Refusal(400, "The entity cannot be created because the key already exists", hint, "E06010")


def in_use(entity: str, key: object, users: int) -> Refusal:
    """400 for what an invoice uses. Its code is not known: these are the names that the newer API has for it."""
    invoices = "1 invoice" if users == 1 else f"{users} invoices"
    hint = "Delete the drafts that use it. What a booked invoice uses can never be deleted."
    message = f"{entity} '{key}' cannot be deleted, since {invoices} use it."
    return Refusal(400, message, hint, f"{entity}IsInUse")


def unauthorised(root: str, demo: str) -> Refusal:
    """401 for tokens that are not known."""
    return Refusal(401, "Login to API server failed.", LOGIN.format(root=root), middle={"demoLink": demo})


def mismatched(root: str) -> Refusal:
    """401 for two known tokens that do not belong together; that it is a 401 is inferred."""
    return Refusal(401, "AppSecretToken does not correspond to the token", LOGIN.format(root=root), "E02250")


def read_only() -> Refusal:
    """403 for a write with the demo tokens; only the code is known."""
    hint = "The demo agreement can only be read. Use the tokens of an agreement of your own."
    return Refusal(403, "The demo agreement is read-only.", hint, "E02002")


def not_allowed(method: str, allowed: Sequence[str]) -> Refusal:
    """405; the body is not known."""
    hint = f"Allowed methods: {', '.join(allowed)}."
    return Refusal(405, f"Method {method} is not allowed here.", hint, headers={"Allow": ", ".join(allowed)})


def not_acceptable(accept: str) -> Refusal:
    """406; the body is not known."""
    return Refusal(406, "Not acceptable.", f"This resource is application/json, which '{accept}' does not allow.")


def not_json(sent: str) -> Refusal:
    """415; that the body tells why is documented, its words are not known."""
    told = f"'{sent}'" if sent else "no content type"
    return Refusal(415, "Unsupported media type.", f"The request has {told}; the API reads application/json.")


def unreadable(reason: str) -> Refusal:
    """400 for a body that is no JSON."""
    return Refusal(400, "The request body is not valid JSON.", reason)
