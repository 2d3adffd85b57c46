"""Finds where two answers differ in shape: keys and their order, number scales, links, and fixed texts."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

HOSTS = re.compile(r"https://(restapi\.e-conomic\.com|sandbox\.invalid)")
FIXED_TEXTS = ("message", "errorCode", "developerHint", "errorMessage", "propertyName", "description", "httpMethod")


def find_differences(recorded: bytes, actual: bytes) -> set[str]:
    """Each difference once, told by where it is: what was recorded, then what the sandbox says."""
    return set(_compare(_parse(recorded), _parse(actual), ""))


def _parse(body: bytes) -> Any:
    return json.loads(body, parse_float=Decimal)


def _compare(recorded: Any, actual: Any, path: str) -> Iterator[str]:
    match recorded, actual:
        case dict(), dict():
            yield from _compare_objects(recorded, actual, path)
        case list(), list():
            if len(recorded) != len(actual):
                yield f"{path}: {len(recorded)} items, not {len(actual)}"
            for recorded_item, actual_item in zip(recorded, actual, strict=False):
                yield from _compare(recorded_item, actual_item, f"{path}[]")
        case _ if _describe_form(recorded, path) != _describe_form(actual, path):
            yield f"{path}: {_describe_form(recorded, path)}, not {_describe_form(actual, path)}"


def _compare_objects(recorded: dict[str, Any], actual: dict[str, Any], path: str) -> Iterator[str]:
    yield from (f"{path}: without {key}" for key in recorded if key not in actual)
    yield from (f"{path}: with {key}" for key in actual if key not in recorded)
    if [key for key in recorded if key in actual] != [key for key in actual if key in recorded]:
        yield f"{path}: order"
    for key in recorded:
        if key in actual:
            yield from _compare(recorded[key], actual[key], f"{path}.{key}")


def _describe_form(value: Any, path: str) -> str:
    """What is compared of a value: all of a fixed text or a link but its numbers, the scale of a number."""
    if isinstance(value, Decimal):
        return f"{-int(value.as_tuple().exponent)} decimals"
    if isinstance(value, str) and (path.rpartition(".")[2] in FIXED_TEXTS or HOSTS.match(value)):
        return re.sub(r"\d+", "n", HOSTS.sub("", value))
    return type(value).__name__
