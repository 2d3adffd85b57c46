"""Finds where two answers differ in shape: keys and their order, number scales, links, and fixed texts."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

HOSTS = re.compile(r"https://(restapi\.e-conomic\.com|sandbox\.invalid)")
FIXED = ("message", "errorCode", "developerHint", "errorMessage", "propertyName", "description", "httpMethod")


def differences(recorded: bytes, said: bytes) -> set[str]:
    """Each difference once, told by where it is: what was recorded, then what the sandbox says."""
    return set(_between(_read(recorded), _read(said), ""))


def _read(body: bytes) -> Any:
    return json.loads(body, parse_float=Decimal)


def _between(recorded: Any, said: Any, path: str) -> Iterator[str]:
    match recorded, said:
        case dict(), dict():
            yield from _between_objects(recorded, said, path)
        case list(), list():
            if len(recorded) != len(said):
                yield f"{path}: {len(recorded)} items, not {len(said)}"
            for recorded_item, actual_item in zip(recorded, said, strict=False):
                yield from _between(recorded_item, actual_item, f"{path}[]")
        case _ if _form(recorded, path) != _form(said, path):
            yield f"{path}: {_form(recorded, path)}, not {_form(said, path)}"


def _between_objects(recorded: dict[str, Any], said: dict[str, Any], path: str) -> Iterator[str]:
    yield from (f"{path}: without {key}" for key in recorded if key not in said)
    yield from (f"{path}: with {key}" for key in said if key not in recorded)
    if [key for key in recorded if key in said] != [key for key in said if key in recorded]:
        yield f"{path}: order"
    for key in recorded:
        if key in said:
            yield from _between(recorded[key], said[key], f"{path}.{key}")


def _form(value: Any, path: str) -> str:
    """What is compared of a value: all of a fixed text or a link but its numbers, the scale of a number."""
    if isinstance(value, Decimal):
        return f"{-int(value.as_tuple().exponent)} decimals"
    if isinstance(value, str) and (path.rpartition(".")[2] in FIXED or HOSTS.match(value)):
        return re.sub(r"\d+", "n", HOSTS.sub("", value))
    return type(value).__name__
