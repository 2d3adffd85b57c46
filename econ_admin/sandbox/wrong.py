"""Responses that are wrong on purpose, for faults."""

from werkzeug.wrappers import Response

from econ_admin.sandbox.error_responses import ApiError, FieldError, validation_error
from econ_admin.sandbox.faults import Fault
from econ_admin.sandbox.rate_limit import rate_limit_error

GARBAGE_HTML = "<!DOCTYPE html><html><head><title>Service</title></head><body><h1>Just a moment…</h1></body></html>"


def apply_fault(fault: Fault) -> Response | None:
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
            name = path.rpartition(".")[2]
            raise validation_error([FieldError(path, f"{name[:1].upper()}{name[1:]} is refused.", code, None, hint)])
        case "garbage":
            return Response(GARBAGE_HTML, mimetype="text/html")
    return None
