"""Makes sure that a sum leaves nothing out."""

from collections.abc import Iterable
from typing import Any

from econ_admin.gateway.errors import UnexpectedResponse


def ensure_amounts(records: Iterable[Any], attribute: str) -> None:
    """Raises UnexpectedResponse if a record lacks this amount: it would count as nothing."""
    if any(getattr(record, attribute) is None for record in records):
        raise UnexpectedResponse(f"a record without {attribute}")
