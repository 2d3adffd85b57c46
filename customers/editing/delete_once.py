"""Deletes something once, however often it is asked for."""

from collections.abc import Callable

from customers.editing.save import exclusive_save
from customers.editing.unresolved_writes import UnresolvedWrite, retry_write
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.gateway.json_codec import IgnoredBody


def delete_once(
    request: EconRequest,
    noun: str,
    number: int,
    unresolved: UnresolvedWrite | None,
    remove: Callable[[Gateway], None],
) -> None:
    """Calls `remove`, or sends a deletion of unknown outcome again. Raises DocumentBusy, RetryExpired, GatewayError."""
    with exclusive_save(request, noun, number) as economic:
        if unresolved:
            retry_write(economic, unresolved, IgnoredBody)
        else:
            remove(economic)
