"""Builds request body schemas and validates bodies against them."""

import datetime
import re
from decimal import Decimal
from typing import Any, Self

from jsonschema import Draft3Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from econ_admin.sandbox.error_responses import schema_error
from econ_admin.sandbox.repository import encode

Schema = dict[str, Any]

JSON_SCHEMA_DRAFT = "http://json-schema.org/draft-03/schema#"
# No source documents a maximum amount; SQL's decimal(15, 2) is a safe guess, and rejects `1e400`.
MAX_AMOUNT = 9_999_999_999_999
DATE_PATTERN = r"\d{4}-\d{2}-\d{2}"

AMOUNT: Schema = {"type": "number", "minimum": -MAX_AMOUNT, "maximum": MAX_AMOUNT}
BOOLEAN: Schema = {"type": "boolean"}
URI: Schema = {"type": "string", "format": "uri"}
READ_ONLY: Schema = {"readonly": True}  # accepted in any form and ignored


def text_field(max_length: int, min_length: int = 0, *, required: bool = False) -> Schema:
    """A text of at most `max_length` characters."""
    minimum = {"minLength": min_length} if min_length else {}
    return {"type": "string", "maxLength": max_length, **minimum, **_required_flag(required)}


def integer_field(minimum: int, maximum: int | None = None, *, required: bool = False) -> Schema:
    """An integer; identifiers start at 1."""
    return {
        "type": "integer",
        "minimum": minimum,
        **({} if maximum is None else {"maximum": maximum}),
        **_required_flag(required),
    }


def decimal_field(decimals: int, maximum: int = MAX_AMOUNT) -> Schema:
    """A number. Too many decimals do not violate the schema; the server refuses them with a separate error code."""
    return {"type": "number", "minimum": -maximum, "maximum": maximum, "maxDecimal": decimals}


def date_field(*, required: bool = False) -> Schema:
    """A date such as 2026-11-23."""
    return {"type": "string", "format": "full-date", "pattern": DATE_PATTERN, **_required_flag(required)}


def enum_field(*values: str | None, required: bool = False) -> Schema:
    """One of these values, case-sensitive."""
    return {"enum": list(values), **({} if None in values else {"type": "string"}), **_required_flag(required)}


def enum_array(*values: str) -> Schema:
    """An array of these values."""
    return {"type": "array", "items": enum_field(*values)}


def object_field(**properties: Schema) -> Schema:
    """An object with these properties; others are ignored."""
    return {"type": "object", "properties": properties}


def object_array(**properties: Schema) -> Schema:
    """An array of objects with these properties."""
    return {"type": "array", "items": object_field(**properties)}


def reference_field(identifier: str, *, required: bool = False) -> Schema:
    """A reference to another document by its number or its URL."""
    return object_field(**{identifier: integer_field(1), "self": URI}) | _required_flag(required)


def _required_flag(required: bool) -> Schema:
    return {"required": True} if required else {}


class BodySchema:
    """The schema of one request body, under its official name such as `customers.post`."""

    def __init__(self, name: str, /, **properties: Schema) -> None:
        self.name = name
        self._set_schema(object_field(**properties))

    @classmethod
    def for_array(cls, name: str, /, **properties: Schema) -> Self:
        """Returns the schema of an array of exactly one such object."""
        body_schema = cls(name)
        body_schema._set_schema({**object_array(**properties), "minItems": 1, "maxItems": 1})
        return body_schema

    @property
    def published_document(self) -> Schema:
        """The schema as published."""
        return {"$schema": JSON_SCHEMA_DRAFT, "title": self.name, **self.schema}

    def validate(self, body: Any, root_url: str) -> Any:
        """Validates a body and returns it without unknown and read-only properties, at every level.

        Raises ApiError with all violations.
        """
        errors = [_format_message(error) for error in sorted(self._validator.iter_errors(body), key=_get_sort_key)]
        if errors:
            raise schema_error(errors, f"{root_url}/schema/{self.name}.schema.json")
        return _drop_ignored(body, self.schema)

    def _set_schema(self, schema: Schema) -> None:
        self.schema = schema
        self._validator = Draft3Validator(schema, format_checker=_FORMAT_CHECKER)


def _drop_ignored(value: Any, schema: Schema) -> Any:
    if "properties" in schema:
        properties = schema["properties"].items()
        return {
            key: _drop_ignored(value[key], property_schema)
            for key, property_schema in properties
            if key in value and not property_schema.get("readonly")
        }
    if "items" in schema:
        return [_drop_ignored(item, schema["items"]) for item in value]
    return value


_FORMAT_CHECKER = FormatChecker(formats=())


@_FORMAT_CHECKER.checks("full-date", raises=ValueError)
def _is_date(value: object) -> bool:
    """Tells whether the date exists. A value in another format is reported by the pattern instead."""
    if isinstance(value, str) and re.search(DATE_PATTERN, value):
        datetime.datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=datetime.UTC)
        return value.isascii()
    return True


def _get_sort_key(error: ValidationError) -> list[str]:
    return [str(step) for step in error.absolute_path]


_MESSAGES = {
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


def _format_message(error: ValidationError) -> str:
    """Formats a violation in the words of the server's validator."""
    value: Any = error.instance
    message = _MESSAGES[str(error.validator)].format(
        value=value,
        limit=error.validator_value,
        expected=str(error.validator_value).title(),
        type=_get_type_name(value),
        name=error.path[-1] if error.path else "",
        count=len(value) if isinstance(value, list) else 0,
        json=encode(value).decode(),
    )
    return f"{message} Path '{_format_path(error)}'."


def _get_type_name(value: Any) -> str:
    names: dict[type, str] = {type(None): "Null", bool: "Boolean", int: "Integer", str: "String", list: "Array"}
    return "Number" if isinstance(value, float | Decimal) else names.get(type(value), "Object")


def _format_path(error: ValidationError) -> str:
    steps = list(error.absolute_path)
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
