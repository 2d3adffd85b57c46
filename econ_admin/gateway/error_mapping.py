"""Maps error responses to GatewayError subclasses, in all the formats that e-conomic uses."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from math import ceil
from typing import Any

from econ_admin.gateway.errors import (
    Forbidden,
    GatewayError,
    Invalid,
    NotFound,
    OtherClientError,
    RateLimited,
    Rejected,
    ServerError,
    Unauthorised,
    UnexpectedResponse,
)
from econ_admin.gateway.json_codec import decode

ERROR_BY_STATUS: dict[int, type[Rejected]] = {
    400: Invalid,
    401: Unauthorised,
    403: Forbidden,
    404: NotFound,
    429: RateLimited,
}

# The schema validator names the property in its message: "… Path 'lines[8].product', line 1, position 20."
PATH_IN_MESSAGE = re.compile(r"Path '([^']+)'")

LONGEST_SECONDS = 9  # digits of a Retry-After that are read
MAX_DEPTH = 12  # levels of an error body that are searched; a whole journal with its entries needs five


def map_response_error(
    status: int, headers: Mapping[str, str], body: bytes, *, is_write: bool, now: datetime
) -> GatewayError | None:
    """Returns the error that a response stands for; None for 2xx."""
    if 200 <= status < 300:
        return None
    error_body = _decode_error_body(body)
    api_message, code, log_id = (
        _get_text(error_body, "message"),
        _get_text(error_body, "errorCode"),
        get_log_id(headers, body),
    )
    if status >= 500:
        return ServerError(api_message, status=status, code=code, log_id=log_id, outcome_unknown=is_write)
    if status < 400:
        return UnexpectedResponse(
            f"answered {status}; redirects are not followed", status=status, outcome_unknown=is_write
        )
    error_class = ERROR_BY_STATUS.get(status, OtherClientError)
    error = error_class(
        api_message, status=status, code=code, log_id=log_id, fields=_group_by_path(error_body.get("errors"))
    )
    if isinstance(error, RateLimited):
        error.retry_after = _parse_retry_after(headers.get("Retry-After", ""), now)
    return error


def get_log_id(headers: Mapping[str, str], body: bytes) -> str:
    """Returns the id that e-conomic's support asks for: the body's logId, or else the X-RequestId header."""
    # Called for every response to a write, mostly whole documents: searched before it is decoded.
    body_log_id = _get_text(_decode_error_body(body), "logId") if b'"logId"' in body else ""
    return body_log_id or headers.get("X-RequestId", "")


def _decode_error_body(body: bytes) -> dict[str, Any]:
    """Returns the decoded error body; {} if it is not a JSON object, such as a proxy's page or an empty body."""
    try:
        error_body = decode(body)
    except UnexpectedResponse:
        return {}
    return error_body if isinstance(error_body, dict) else {}


def _get_text(error_body: dict[str, Any], key: str) -> str:
    value = error_body.get(key)
    return value if isinstance(value, str) else ""


def _group_by_path(errors: Any) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for path, message in _iter_messages(errors, ()):
        fields.setdefault(".".join(path), []).append(message)
    return fields


def _iter_messages(errors: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yields each message with its path, from any of the formats of `errors`.

    {"paymentTerms": {"errors": [{…}]}}                       a field
    {"lines": {"items": [{"arrayIndex": 8, "product": {…}}]}}   a field of a line; before 2020 {"lines": [{…}]}
    [{"arrayIndex": 0, "entries": {"items": [{…}]}}]            the request was an array
    ["Expected String but got Null. Path 'name', line 1."]      schema, filter and sort
    """
    if len(path) > MAX_DEPTH:
        return
    match errors:
        case str():
            yield _split_path(errors, path)
        case list():
            for item in errors:
                yield from _iter_messages(item, path)
        case {"arrayIndex": int(index), **rest}:
            yield from _iter_messages(rest, (*path, str(index)))
        case {"errorMessage": str(message)} | {"message": str(message)}:
            yield path, message
        case dict():
            for key, inner in errors.items():
                yield from _iter_messages(inner, path if key in {"errors", "items"} else (*path, key))


def _split_path(message: str, path: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    if path or not (match := PATH_IN_MESSAGE.search(message)):
        return path, message
    return tuple(re.findall(r"[^.\[\]]+", match[1])), message


def _parse_retry_after(retry_after: str, now: datetime) -> int | None:
    """Parses Retry-After, which is a number of seconds or a date. Returns seconds; None if it is neither."""
    if retry_after.isascii() and retry_after.isdigit():
        return int(retry_after[:LONGEST_SECONDS])
    try:
        retry_at = parsedate_to_datetime(retry_after)
        return max(0, ceil((retry_at - now).total_seconds()))
    except (TypeError, ValueError, OverflowError):  # not a date, or a date without a time zone
        return None
