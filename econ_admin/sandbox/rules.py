"""What a written body must look like: our own draft-03 restatement of the write bodies, and its refusals."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from jsonschema import Draft3Validator
from jsonschema.exceptions import ValidationError

from econ_admin.sandbox.refusals import off_schema
from econ_admin.sandbox.shapes import Document

Schema = dict[str, Any]

# No source gives a largest amount; SQL's decimal(15, 2) is a safe guess, and keeps `1e400` out.
LARGEST = 9_999_999_999_999
READ_ONLY: Schema = {"readonly": True}  # taken in any shape, and ignored


def text(limit: int, least: int = 0, *, required: bool = False) -> Schema:
    """A text of at most `limit` characters."""
    shortest = {"minLength": least} if least else {}
    return {"type": "string", "maxLength": limit, **shortest, **_needed(required)}


def whole(least: int, most: int | None = None, *, required: bool = False) -> Schema:
    """A whole number; zero is never an identifier."""
    return {"type": "integer", "minimum": least, **({} if most is None else {"maximum": most}), **_needed(required)}


def reference(number: str, *, required: bool = False) -> Schema:
    """An object that names another by its number or its address."""
    properties = {number: whole(1), "self": {"type": "string", "format": "uri"}}
    return {"type": "object", "properties": properties, **_needed(required)}


def subset(*values: str) -> Schema:
    """An array of some of these words, in exactly this case."""
    return {"type": "array", "items": {"type": "string", "enum": list(values)}}


AMOUNT: Schema = {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}
TRUTH: Schema = {"type": "boolean"}


def _needed(required: bool) -> Schema:
    return {"required": True} if required else {}


class Rules:
    """The shape of one write body."""

    def __init__(self, name: str, /, **properties: Schema) -> None:
        self.name = name  # such as `customers.post`
        self.schema: Schema = {"type": "object", "properties": properties}
        self.kept = [key for key, each in properties.items() if not each.get("readonly")]
        self._validator = Draft3Validator(self.schema)

    def taken(self, sent: Any, root: str) -> Document:
        """What of a body is taken in: unknown and read-only properties are dropped without a word.

        Raises a refusal with all violations.
        """
        errors = [_worded(each) for each in sorted(self._validator.iter_errors(sent), key=_place)]
        if errors:
            raise off_schema(errors, f"{root}/schema/{self.name}.schema.json")
        return {key: sent[key] for key in self.kept if key in sent}


def _place(error: ValidationError) -> list[str]:
    return [str(each) for each in error.absolute_path]


def _worded(error: ValidationError) -> str:
    """A violation in the words of the server's validator."""
    return f"{''.join(_said(error))} Path '{_path(error)}'."


def _said(error: ValidationError) -> Iterator[str]:
    value, limit = error.instance, error.validator_value
    match error.validator:
        case "type":
            yield f"Invalid type. Expected {str(limit).title()} but got {_type(value)}."
        case "required":
            yield f"Required properties are missing from object: {error.path[-1] if error.path else error.message}."
        case "maxLength":
            yield f"String '{value}' exceeds maximum length of {limit}."
        case "minLength":
            yield f"String '{value}' is less than minimum length of {limit}."
        case "minimum":
            yield f"{_type(value)} {value} is less than minimum value of {limit}."
        case "maximum":
            yield f"{_type(value)} {value} exceeds maximum value of {limit}."
        case _:
            yield f'Value "{value}" is not defined in enum.'


def _type(value: Any) -> str:
    names: dict[type, str] = {type(None): "Null", bool: "Boolean", int: "Integer", str: "String", list: "Array"}
    return "Number" if isinstance(value, float | Decimal) else names.get(type(value), "Object")


def _path(error: ValidationError) -> str:
    steps = list(error.absolute_path)
    return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in steps).lstrip(".")
