"""Making something new: once, however often its form is sent."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.http import QueryDict

from customers.editing.leases import DocumentBusy
from customers.editing.save import exclusive_save
from customers.editing.unresolved_writes import find_completed
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.gateway.json_codec import Decodable

MAX_TOKEN_LENGTH = 36  # characters, as many as a new one has

R = TypeVar("R", bound=Decodable)


def create_form_token() -> str:
    """For a form of something new: what is sent with it is made once."""
    return str(uuid.uuid4())


def get_form_token(fields: QueryDict | None) -> str:
    """Of a form that was opened before. Any text will do that no other form has: it is only ever compared."""
    return (fields.get("ticket", "") if fields else "")[:MAX_TOKEN_LENGTH] or create_form_token()


def submit_once(
    request: EconRequest, path: str, form_token: str, body: bytes, record: type[R], send: Callable[[Gateway], R]
) -> R:
    """`send` it, or tell what came of it when this form was sent before: two clicks without JavaScript make one.

    Raises DocumentBusy where the form was used for something else, or is still on its way; and what `send` raises.
    """
    try:
        with exclusive_save(request, path, form_token, once=True) as economic:
            return send(economic)
    except DocumentBusy:
        if completed := find_completed(request, path, body, record):
            return completed
        raise
