"""What schemas are made of, and the refusal of a body that is off its schema."""

import datetime
import re
from decimal import Decimal
from typing import Any, Self

from jsonschema import Draft3Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from econ_admin.sandbox.error_responses import off_schema
from econ_admin.sandbox.repository import encode

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-03/schema#"
# No source gives a largest amount; SQL's decimal(15, 2) is a safe guess, and keeps `1e400` out.
LARGEST = 9_999_999_999_999
DATE = r"\d{4}-\d{2}-\d{2}"

AMOUNT: Schema = {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}
TRUTH: Schema = {"type": "boolean"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
READ_ONLY: Schema = {"readonly": True}  # taken in any shape, and ignored


def text(limit: int, least: int = 0, *, required: bool = False) -> Schema:
    """A text of at most `limit` characters."""
    shortest = {"minLength": least} if least else {}
    return {"type": "string", "maxLength": limit, **shortest, **_needed(required)}


def whole(least: int, most: int | None = None, *, required: bool = False) -> Schema:
    """A whole number; zero is never an identifier."""
    return {"type": "integer", "minimum": least, **({} if most is None else {"maximum": most}), **_needed(required)}


def number(decimals: int, most: int = LARGEST) -> Schema:
    """A number. That it has more decimals is no violation of the schema: the server refuses it by a code of its own."""
    return {"type": "number", "minimum": -most, "maximum": most, "maxDecimal": decimals}


def date(*, required: bool = False) -> Schema:
    """A day such as 2026-11-23."""
    return {"type": "string", "format": "full-date", "pattern": DATE, **_needed(required)}


def word(*values: str | None, required: bool = False) -> Schema:
    """One of these, in exactly this case."""
    return {"enum": list(values), **({} if None in values else {"type": "string"}), **_needed(required)}


def subset(*values: str) -> Schema:
    """An array of some of these words."""
    return {"type": "array", "items": word(*values)}


def group(**properties: Schema) -> Schema:
    """An object with these properties, and others that are not looked at."""
    return {"type": "object", "properties": properties}


def items(**properties: Schema) -> Schema:
    """An array of such objects."""
    return {"type": "array", "items": group(**properties)}


def reference(identifier: str, *, required: bool = False) -> Schema:
    """An object that names another by its number or its address."""
    return group(**{identifier: whole(1), "self": ADDRESS}) | _needed(required)


def _needed(required: bool) -> Schema:
    return {"required": True} if required else {}


class Rules:
    """The shape of one write body, under its official name such as `customers.post`."""

    def __init__(self, name: str, /, **properties: Schema) -> None:
        self.name = name
        self._take(group(**properties))

    @classmethod
    def of_array(cls, name: str, /, **properties: Schema) -> Self:
        """The shape of a body that is an array of exactly one such object."""
        made = cls(name)
        made._take({**items(**properties), "minItems": 1, "maxItems": 1})
        return made

    @property
    def document(self) -> Schema:
        """The schema as it is served."""
        return {"$schema": DRAFT, "title": self.name, **self.schema}

    def taken(self, sent: Any, root: str) -> Any:
        """What of a body is taken in: unknown and read-only properties are dropped without a word, however deep.

        Raises a refusal with all violations.
        """
        errors = [_worded(error) for error in sorted(self._validator.iter_errors(sent), key=_place)]
        if errors:
            raise off_schema(errors, f"{root}/schema/{self.name}.schema.json")
        return _kept(sent, self.schema)

    def _take(self, schema: Schema) -> None:
        self.schema = schema
        self._validator = Draft3Validator(schema, format_checker=_FORMATS)


def _kept(sent: Any, schema: Schema) -> Any:
    if "properties" in schema:
        inside = schema["properties"].items()
        return {
            key: _kept(sent[key], property_schema)
            for key, property_schema in inside
            if key in sent and not property_schema.get("readonly")
        }
    if "items" in schema:
        return [_kept(item, schema["items"]) for item in sent]
    return sent


_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("full-date", raises=ValueError)
def _is_day(value: object) -> bool:
    """Whether there is such a day; what does not look like one breaks the pattern, and is told once."""
    if isinstance(value, str) and re.search(DATE, value):
        datetime.datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=datetime.UTC)
        return value.isascii()
    return True


def _place(error: ValidationError) -> list[str]:
    return [str(step) for step in error.absolute_path]


_WORDS = {
    "type": "Invalid type. Expected {expected} but got {type}.",
    "required": "Required properties are missing from object: {name}.",
    "maxLength": "String '{value}' exceeds maximum length of {limit}.",
    "minLength": "String '{value}' is less than minimum length of {limit}.",
    "pattern": "String '{value}' does not match regex pattern '{limit}'.",
    "format": "String '{value}' does not validate against format '{limit}'.",
    "minimum": "{type} {value} is less than minimum value of {limit}.",
    "maximum": "{type} {value} exceeds maximum value of {limit}.",
    "minItems": "Array item count {count} is less than minimum count of {limit}.",
    "maxItems": "Array item count {count} exceeds maximum count of {limit}.",
    "enum": "Value {json} is not defined in enum.",
}


def _worded(error: ValidationError) -> str:
    """A violation in the words of the server's validator."""
    value: Any = error.instance
    said = _WORDS[str(error.validator)].format(
        value=value,
        limit=error.validator_value,
        expected=str(error.validator_value).title(),
        type=_type(value),
        name=error.path[-1] if error.path else "",
        count=len(value) if isinstance(value, list) else 0,
        json=encode(value).decode(),
    )
    return f"{said} Path '{_path(error)}'."


def _type(value: Any) -> str:
    names: dict[type, str] = {type(None): "Null", bool: "Boolean", int: "Integer", str: "String", list: "Array"}
    return "Number" if isinstance(value, float | Decimal) else names.get(type(value), "Object")


def _path(error: ValidationError) -> str:
    steps = list(error.absolute_path)
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
