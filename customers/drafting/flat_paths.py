"""Finds our field for a path in e-conomic's errors, which name a property inside an object without the object."""

from collections.abc import Mapping
from typing import Any

from econ_admin.gateway import Document

# Properties of references that e-conomic names by themselves (recorded: `paymentTermsType`), by reference.
INNER_NAMES = {
    "paymentTerms": ("paymentTermsNumber", "paymentTermsType"),
    "deliveryLocation": ("deliveryLocationNumber",),
    "layout": ("layoutNumber",),
    "project": ("projectNumber",),
    "recipient.attention": ("customerContactNumber",),
    "recipient.vatZone": ("vatZoneNumber",),
    "references.customerContact": ("customerContactNumber",),
    "references.salesPerson": ("employeeNumber",),
    "references.vendorReference": ("employeeNumber",),
    "product": ("productNumber",),
    "unit": ("unitNumber",),
}


def match_fields(path: str, value: Any, sent: Document, fields_by_path: Mapping[str, str]) -> list[str]:
    """Returns our fields for a path: the same path, one it is part of, or those that end with it.

    Of several that end with it (`zip` of the recipient and of the delivery), those that were sent with the refused
    `value` are meant; if none was, any may be. [""] stands for no field.
    """
    steps = path.split(".")
    for end in range(len(steps), 0, -1):
        if field := fields_by_path.get(".".join(steps[:end])):
            return [field]
    candidates = [wire for wire in fields_by_path if wire.endswith(f".{path}")]
    candidates = candidates or [wire for wire in fields_by_path if path in INNER_NAMES.get(wire, ())]
    paths = [wire for wire in candidates if _is_sent_with(value, sent, wire)] or candidates
    return [fields_by_path[wire] for wire in paths] or [""]


def _is_sent_with(value: Any, sent: Document, wire: str) -> bool:
    """Whether a property was sent with this value; a missing one has None, a reference its number."""
    sent_value: Any = sent
    for step in wire.split("."):
        sent_value = sent_value.get(step) if isinstance(sent_value, dict) else None
    return bool(sent_value == value or (isinstance(sent_value, dict) and value in sent_value.values()))
