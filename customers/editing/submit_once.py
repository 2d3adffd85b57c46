"""Making something new: once, however often its form is sent."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.http import QueryDict

from customers.editing.leases import Busy
from customers.editing.save import saving
from customers.editing.unresolved_writes import made_before
from econ_admin.gateway.json_codec import Decodable
from econ_admin.http import EconRequest

LONGEST = 36  # characters, as many as a new one has

R = TypeVar("R", bound=Decodable)


def new_ticket() -> str:
    """For a form of something new: what is sent with it is made once."""
    return str(uuid.uuid4())


def ticket_in(fields: QueryDict | None) -> str:
    """Of a form that was opened before. Any text will do that no other form has: it is only ever compared."""
    return (fields.get("ticket", "") if fields else "")[:LONGEST] or new_ticket()


def make_once(request: EconRequest, path: str, ticket: str, body: bytes, record: type[R], send: Callable[[], R]) -> R:
    """`send` it, or tell what came of it when this form was sent before: two clicks without JavaScript make one.

    Raises Busy where the form was used for something else, or is still on its way; and what `send` raises.
    """
    try:
        with saving(request, path, ticket) as held:
            made = send()
            held.used_up = True
    except Busy:
        if before := made_before(request, path, body, record):
            return before
        raise
    return made
