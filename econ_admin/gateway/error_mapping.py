"""Turns an answer that is a failure into the error of its cause, whichever of its shapes e-conomic chose."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from math import ceil
from typing import Any

from econ_admin.gateway.errors import (
    Broken,
    Forbidden,
    GatewayError,
    Invalid,
    Missing,
    Refused,
    Rejected,
    Throttled,
    Unauthorised,
    Unreadable,
)
from econ_admin.gateway.json_codec import decode

BY_STATUS: dict[int, type[Rejected]] = {
    400: Invalid,
    401: Unauthorised,
    403: Forbidden,
    404: Missing,
    429: Throttled,
}

# The schema validator names the place inside its message: "… Path 'lines[8].product', line 1, position 20."
PLACE_IN_MESSAGE = re.compile(r"Path '([^']+)'")

LONGEST_SECONDS = 9  # digits of a Retry-After; more come to more years than anybody waits
DEEPEST = 12  # levels of a refusal that are looked into; a whole journal with its entries needs five


def failure(
    status: int, headers: Mapping[str, str], body: bytes, *, writing: bool, now: datetime
) -> GatewayError | None:
    """The error that this answer means; None for 2xx."""
    if 200 <= status < 300:
        return None
    said = _said(body)
    words, code, support_id = _text(said, "message"), _text(said, "errorCode"), log_id(headers, body)
    if status >= 500:
        return Broken(words, status=status, code=code, log_id=support_id, doubtful=writing)
    if status < 400:
        return Unreadable(f"answered {status}, and a redirect is never followed", status=status, doubtful=writing)
    kind = BY_STATUS.get(status, Refused)
    error = kind(words, status=status, code=code, log_id=support_id, fields=_by_path(said.get("errors")))
    if isinstance(error, Throttled):
        error.retry_after = _seconds(headers.get("Retry-After", ""), now)
    return error


def log_id(headers: Mapping[str, str], body: bytes) -> str:
    """What e-conomic's support asks for: the body's logId, else the request id of the headers."""
    # Asked of every answer to a write, most of which are whole documents: looked for before it is decoded.
    found = _text(_said(body), "logId") if b'"logId"' in body else ""
    return found or headers.get("X-RequestId", "")


def _said(body: bytes) -> dict[str, Any]:
    """The failure's own account of itself; empty where there is none to read: a proxy's page, an empty body."""
    try:
        said = decode(body)
    except Unreadable:
        return {}
    return said if isinstance(said, dict) else {}


def _text(said: dict[str, Any], key: str) -> str:
    value = said.get(key)
    return value if isinstance(value, str) else ""


def _by_path(errors: Any) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for path, message in _refusals(errors, ()):
        fields.setdefault(".".join(path), []).append(message)
    return fields


def _refusals(errors: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each message with its place, out of any of the shapes of `errors`.

    {"paymentTerms": {"errors": [{…}]}}                       a field
    {"lines": {"items": [{"arrayIndex": 8, "product": {…}}]}}   a field of a line; before 2020 {"lines": [{…}]}
    [{"arrayIndex": 0, "entries": {"items": [{…}]}}]            the request was an array
    ["Expected String but got Null. Path 'name', line 1."]      schema, filter and sort
    """
    if len(path) > DEEPEST:
        return
    match errors:
        case str():
            yield _located(errors, path)
        case list():
            for each in errors:
                yield from _refusals(each, path)
        case {"arrayIndex": int(index), **rest}:
            yield from _refusals(rest, (*path, str(index)))
        case {"errorMessage": str(message)} | {"message": str(message)}:
            yield path, message
        case dict():
            for key, inner in errors.items():
                yield from _refusals(inner, path if key in {"errors", "items"} else (*path, key))


def _located(message: str, path: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    if path or not (found := PLACE_IN_MESSAGE.search(message)):
        return path, message
    return tuple(re.findall(r"[^.\[\]]+", found[1])), message


def _seconds(retry_after: str, now: datetime) -> int | None:
    """Retry-After, which may be seconds or a date."""
    if retry_after.isascii() and retry_after.isdigit():
        return int(retry_after[:LONGEST_SECONDS])
    try:
        until = parsedate_to_datetime(retry_after)
        return max(0, ceil((until - now).total_seconds()))
    except (TypeError, ValueError, OverflowError):  # not a date, or one without a zone
        return None
