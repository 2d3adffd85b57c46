"""Creates something once, however often its form is submitted."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.http import QueryDict

from customers.editing.leases import DocumentBusy, LeaseTarget, is_spent
from customers.editing.recent_creations import find_created
from customers.editing.save import exclusive_save
from customers.editing.unresolved_writes import find_posted, find_repeated, retry_write
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.gateway.json_codec import Decodable

MAX_TOKEN_LENGTH = 36  # length of a UUID

R = TypeVar("R", bound=Decodable)


def create_form_token() -> str:
    """Returns a token for a new form. Each token creates at most one record."""
    return str(uuid.uuid4())


def get_form_token(fields: QueryDict | None) -> str:
    """Returns the posted token, or a new one. Any unique text is valid, since it is only compared."""
    return (fields.get("form_token", "") if fields else "")[:MAX_TOKEN_LENGTH] or create_form_token()


def was_submitted(request: EconRequest, path: str, form_token: str) -> bool:
    """Whether this very form has already created something."""
    return is_spent(LeaseTarget(request.agreement, path, form_token))


def submit_once(
    request: EconRequest, path: str, form_token: str, body: bytes, record: type[R], create: Callable[[Gateway], R]
) -> R:
    """Calls `create`, or returns the record if the form was submitted before, for example by a double click.

    A write of unknown outcome that the form asks to send again, or of the same bytes, is sent again instead. Raises
    DocumentBusy if the token was used for other input or is still being sent, RetryExpired, and GatewayError.
    """
    try:
        with exclusive_save(request, path, form_token, once=True) as economic:
            unresolved = find_posted(request, "POST", path) or find_repeated(request, "POST", path, body)
            return retry_write(economic, unresolved, record) if unresolved else create(economic)
    except DocumentBusy:
        if created := find_created(request, path, body, record):
            return created
        raise
