"""Maps error responses to GatewayError subclasses, in all the formats that e-conomic uses."""

import re
import unicodedata
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
MAX_TEXT_LENGTH = 500  # characters of a message
MAX_LOG_ID_LENGTH = 100
CONTROL_CATEGORIES = {"Cc", "Cf", "Zl", "Zp"}  # control and format characters, line and paragraph separators
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
    fields, input_values = _group_by_path(error_body.get("errors"))
    error = error_class(api_message, status=status, code=code, log_id=log_id, fields=fields, input_values=input_values)
    if isinstance(error, RateLimited):
        error.retry_after = _parse_retry_after(headers.get("Retry-After", ""), now)
    return error


def get_log_id(headers: Mapping[str, str], body: bytes) -> str:
    """Returns the id that e-conomic's support asks for: the body's logId, or else the X-RequestId header."""
    # Called for every response to a write, mostly whole documents: searched before it is decoded.
    body_log_id = _get_text(_decode_error_body(body), "logId") if b'"logId"' in body else ""
    return body_log_id or clean_text(headers.get("X-RequestId", ""))[:MAX_LOG_ID_LENGTH]


def _decode_error_body(body: bytes) -> dict[str, Any]:
    """Returns the decoded error body; {} if it is not a JSON object, such as a proxy's page or an empty body."""
    try:
        error_body = decode(body)
    except UnexpectedResponse:
        return {}
    return error_body if isinstance(error_body, dict) else {}


def _get_text(error_body: dict[str, Any], key: str) -> str:
    value = error_body.get(key)
    return clean_text(value) if isinstance(value, str) else ""


def clean_text(text: str) -> str:
    """Returns upstream words as one line of limited length: a line break could forge a line of the log."""
    words = " ".join("".join(map(_replace_control, text[: 2 * MAX_TEXT_LENGTH])).split())
    return words if len(words) <= MAX_TEXT_LENGTH else f"{words[:MAX_TEXT_LENGTH]}…"


def _replace_control(character: str) -> str:
    return " " if unicodedata.category(character) in CONTROL_CATEGORIES else character


def _group_by_path(errors: Any) -> tuple[dict[str, list[str]], dict[str, list[Any]]]:
    """Returns the messages by path, and the refused values in the same order."""
    fields: dict[str, list[str]] = {}
    input_values: dict[str, list[Any]] = {}
    for steps, message, input_value in _iter_messages(errors, ()):
        path = clean_text(".".join(steps))
        fields.setdefault(path, []).append(clean_text(message))
        input_values.setdefault(path, []).append(input_value)
    return fields, input_values


def _iter_messages(errors: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """Yields each message with its path and the refused value, from any of the formats of `errors`.

    {"paymentTerms": {"errors": [{…}]}}                       a field
    {"lines": {"items": [{"arrayIndex": 8, "product": {…}}]}}   a field of a line; before 2020 {"lines": [{…}]}
    [{"arrayIndex": 0, "entries": {"items": [{…}]}}]            the request was an array
    ["Expected String but got Null. Path 'name', line 1."]      schema, filter and sort
    """
    if len(path) > MAX_DEPTH:
        return
    match errors:
        case str():
            yield *_split_path(errors, path), None
        case list():
            for item in errors:
                yield from _iter_messages(item, path)
        case {"arrayIndex": int(index), **rest}:
            yield from _iter_messages(rest, (*path, str(index)))
        case {"errorMessage": str(message)} | {"message": str(message)}:
            yield path, message, errors.get("inputValue")
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
