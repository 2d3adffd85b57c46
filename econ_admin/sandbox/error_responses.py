"""Error responses, in the formats recorded from the real API."""

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
HARD_CODED_URL_HINT = (
    "The API tries to provide all the resource urls you need. If you have hard coded urls yourself, then try to look "
    "at the enclosing collection for hypermedia information on where the resource you are looking for could be."
)
LOGIN_HINT = (
    "Please take a look at {root} and follow the links to help on authorization, or use the word demo for both tokens."
)


@dataclass(eq=False)
class ApiError(Exception):
    """A request that is refused; its transaction is rolled back."""

    status: int
    message: str
    hint: str
    code: str = ""
    errors: Any = None
    after_errors: Mapping[str, Any] = field(default_factory=dict)  # added after `errors`
    after_time: Mapping[str, Any] = field(default_factory=dict)  # added after `logTime`
    headers: Mapping[str, str] = field(default_factory=dict)

    def build_body(self, now: datetime) -> Document:
        """Returns the body. Its time is Danish local time without a zone."""
        return {
            "message": self.message,
            **({"errorCode": self.code} if self.code else {}),
            "developerHint": self.hint,
            "logId": f"{secrets.token_hex(8)}-CPH",
            "httpStatusCode": self.status,
            **({} if self.errors is None else {"errors": self.errors}),
            **self.after_errors,
            "logTime": f"{now.astimezone(COPENHAGEN):%Y-%m-%dT%H:%M:%S}",
            **self.after_time,
        }

    def build_response(self, now: datetime) -> Response:
        """Returns the HTTP response."""
        return Response(encode(self.build_body(now)), self.status, self.headers, mimetype="application/json")


@dataclass(frozen=True, slots=True)
class FieldError:
    """One refused property; its path is `paymentTerms`, `paymentTerms.paymentTermsType` or `lines.8.product`."""

    path: str
    message: str
    code: str
    value: Any
    hint: str

    def to_document(self) -> Document:
        """Returns the wire form."""
        details = {"errorMessage": self.message, "errorCode": self.code, "inputValue": self.value}
        return {"propertyName": self.path.rpartition(".")[2], **details, "developerHint": self.hint}


def validation_error(field_errors: Sequence[FieldError]) -> ApiError:
    """400 with all refused properties, each at its place in the list of lines or at the top."""
    errors: Document = {}
    for field_error in field_errors:
        node = errors
        for step in _flatten_path(field_error.path):
            node = _get_array_item(node, int(step)) if step.isdecimal() else node.setdefault(step, {})
        node.setdefault("errors", []).append(field_error.to_document())
    error_count = "1 error" if len(field_errors) == 1 else f"{len(field_errors)} errors"
    hint = "Inspect validation errors and correct your request."
    message = f"Validation failed. {error_count} found."
    return ApiError(400, message, hint, "E04300", errors, after_time={"errorCount": len(field_errors)})


def _flatten_path(path: str) -> list[str]:
    """Returns the place of an error: a property inside an object is at the top, under its own name.

    Recorded for `paymentTerms.paymentTermsType` (E07180) and `references.customerContact` (E04800); inferred for all
    others, such as `recipient.vatZone` and `references.salesPerson`.
    """
    steps = path.split(".")
    depth = next((index + 1 for index in reversed(range(len(steps))) if steps[index].isdecimal()), 0)
    return [*steps[:depth], steps[-1]]


def _get_array_item(node: Document, index: int) -> Document:
    items: list[Document] = node.setdefault("items", [])
    for item in items:
        if item["arrayIndex"] == index:
            return item
    items.append({"arrayIndex": index})
    return items[-1]


def schema_error(errors: list[str], schema: str) -> ApiError:
    """400 for a body that violates its schema. No recording shows the message."""
    hint = "Compare your request with the schema and correct it."
    return ApiError(400, "Schema validation failed.", hint, errors=errors, after_errors={"schemaPath": schema})


def not_found_error(entity: str, key: object, collection: str, plural: str) -> ApiError:
    """404 for an unknown number."""
    hint = f"Please take a look at {collection} for a list of {plural}."
    return ApiError(404, f'{entity} "{key}" not found.', hint, "E06000")


def unknown_path_error() -> ApiError:
    """404 for an unknown path."""
    return ApiError(404, "Resource not found.", HARD_CODED_URL_HINT)


def duplicate_error() -> ApiError:
    """400 for a number that is already used."""
    hint = "Use another number, or leave it out to have one assigned."
    return ApiError(400, "The entity cannot be created because the key already exists", hint, "E06010")


def in_use_error(entity: str, key: object, use_count: int) -> ApiError:
    """400 for deleting something that invoices use. The code is not recorded; the newer API uses these names."""
    invoices = "1 invoice" if use_count == 1 else f"{use_count} invoices"
    hint = "Delete the drafts that use it. What a booked invoice uses can never be deleted."
    message = f"{entity} '{key}' cannot be deleted, since {invoices} use it."
    return ApiError(400, message, hint, f"{entity}IsInUse")


def unauthorized_error(root_url: str, demo_url: str) -> ApiError:
    """401 for unknown tokens."""
    return ApiError(
        401, "Login to API server failed.", LOGIN_HINT.format(root=root_url), after_errors={"demoLink": demo_url}
    )


def mismatched_tokens_error(root_url: str) -> ApiError:
    """401 for two known tokens that do not belong together; the status is inferred."""
    return ApiError(401, "AppSecretToken does not correspond to the token", LOGIN_HINT.format(root=root_url), "E02250")


def read_only_error() -> ApiError:
    """403 for a write with the demo tokens; only the code is known."""
    hint = "The demo agreement can only be read. Use the tokens of an agreement of your own."
    return ApiError(403, "The demo agreement is read-only.", hint, "E02002")


def method_not_allowed_error(method: str, allowed: Sequence[str]) -> ApiError:
    """405; the body is not known."""
    hint = f"Allowed methods: {', '.join(allowed)}."
    return ApiError(405, f"Method {method} is not allowed here.", hint, headers={"Allow": ", ".join(allowed)})


def not_acceptable_error(accept: str) -> ApiError:
    """406; the body is not known."""
    return ApiError(406, "Not acceptable.", f"This resource is application/json, which '{accept}' does not allow.")


def unsupported_media_type_error(content_type: str) -> ApiError:
    """415; documented to state the reason, but the text is not known."""
    described_type = f"'{content_type}'" if content_type else "no content type"
    return ApiError(
        415, "Unsupported media type.", f"The request has {described_type}; the API reads application/json."
    )


def invalid_json_error(reason: str) -> ApiError:
    """400 for a body that is not JSON."""
    return ApiError(400, "The request body is not valid JSON.", reason)
