"""Finds out whether another program overwrote a save: it had read the document before, and wrote it after.

e-conomic's PUT does not say what it replaced. But the person whose save was overwritten can be told on the next page:
e-conomic has other values than they saved a moment ago.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.editing.merge import are_same
from econ_admin.access.request import EconRequest
from econ_admin.gateway import GatewayError
from econ_admin.gateway.records import Record
from econ_admin.trail.database_trail import get_definite_outcome
from econ_admin.trail.models import Intent

LOOKBACK = timedelta(minutes=1)  # a save takes at most 35 s, so later changes were made on purpose


def find_overwritten_fields(request: EconRequest, path: str, current: Record) -> list[str]:
    """Returns the attributes that this person saved within a minute and that have other values now.

    There are none if somebody saved it here since: our saves never overwrite each other.
    """
    puts = Intent.objects.filter(agreement=request.agreement, path=path, method="PUT")
    intent = puts.filter(at__gt=timezone.now() - LOOKBACK).order_by("-at", "-pk").first()
    outcome = get_definite_outcome(intent) if intent and intent.person_id == request.user.pk else None
    if intent is None or outcome is None or (outcome.status or 0) >= 300:
        return []
    try:
        before, saved = (type(current).decode(bytes(document)) for document in (intent.before, outcome.body))
    except GatewayError:
        return []
    return [
        attribute
        for name, attribute in zip(current.__struct_encode_fields__, current.__struct_fields__, strict=True)
        if attribute != "raw"
        and name not in current.READ_ONLY | current.LINKS
        and not are_same(getattr(before, attribute), getattr(saved, attribute))
        and not are_same(getattr(current, attribute), getattr(saved, attribute))
    ]


def warn_if_overwritten(
    request: EconRequest, path: str, current: Record, get_labels: Callable[[Sequence[str]], str]
) -> None:
    """Adds a message to the page if another program overwrote what this person saved a moment ago."""
    fields = find_overwritten_fields(request, path, current)
    if not fields:
        return
    message = _(
        "Another program saved at the same time and overwrote what you saved: %(fields)s. Check and save again."
    )
    messages.warning(request, message % {"fields": get_labels(fields)})
