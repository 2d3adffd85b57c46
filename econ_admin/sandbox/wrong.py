"""Responses that are wrong on purpose, for faults."""

import json
from decimal import Decimal
from typing import Any

from werkzeug.wrappers import Response

from econ_admin.sandbox.error_responses import ApiError, FieldError, validation_error
from econ_admin.sandbox.faults import Fault
from econ_admin.sandbox.rate_limit import rate_limit_error

GARBAGE_HTML = "<!DOCTYPE html><html><head><title>Service</title></head><body><h1>Just a moment…</h1></body></html>"


def apply_fault(fault: Fault, raw_body: bytes) -> Response | None:
    """Returns the faulty response instead of handling the request; None if the request is to be handled.

    Raises the ApiError that the fault stands for.
    """
    match fault.name:
        case "status":
            hint = "A fault of the sandbox asked for this answer."
            raise ApiError(int(fault.argument), f"Fault {fault.argument}.", hint)
        case "throttle":
            raise rate_limit_error(int(fault.argument))
        case "refuse":
            path, _, code = fault.argument.rpartition(":")
            hint = "A fault of the sandbox asked for this refusal."
            name, value = path.rpartition(".")[2], _find_sent_value(raw_body, path)
            raise validation_error([FieldError(path, f"{name[:1].upper()}{name[1:]} is refused.", code, value, hint)])
        case "garbage":
            return Response(GARBAGE_HTML, mimetype="text/html")
    return None


def _find_sent_value(raw_body: bytes, path: str) -> Any:
    """Returns what the request has at the refused path, as an error names it: of a reference the number."""
    try:
        value = json.loads(raw_body, parse_float=Decimal)
    except ValueError:
        return None
    for step in path.split("."):
        match value:
            case dict():
                value = value.get(step)
            case list() if step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            case _:
                return None
    return next(iter(value.values()), None) if isinstance(value, dict) else value
