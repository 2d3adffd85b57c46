"""Recovery copies: unsaved input, stored for the person who typed it and offered when the form is opened again."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import Error
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from customers.editing.form import GatewayForm
from customers.models import RecoveryCopy
from customers.shared import formatting
from econ_admin.access.preserved_input import is_typed, pop_fields
from econ_admin.access.request import EconRequest, url_for
from econ_admin.transactions import run_transaction

logger = logging.getLogger(__name__)

RETENTION = timedelta(days=settings.RECOVERY_COPY_DAYS)
MAX_COPIES = 30
MAX_LENGTH = 60_000  # characters; browsers send at most 64 KB while a page closes
RESTORE_PARAMETER = "take"  # query parameter that restores the copy


@dataclass(frozen=True)
class RecoveryOffer:
    """An offer to continue from a copy: when it was typed, in which fields it differs, and the URLs to restore and
    discard it.
    """

    typed_at: str
    labels: list[str]
    restore_url: str
    discard_url: str
    form: str


def save_copy(request: EconRequest, form: str, fields: str) -> str:
    """Saves the form's input in place of an earlier copy. Returns the time, or "" if it was not saved.

    Input that is too long is refused as a whole.
    """
    typed_fields = _drop_internal_fields(fields)
    if not _is_form_path(request, form) or len(typed_fields) > MAX_LENGTH:
        return ""
    return _format_time(run_transaction(lambda: _store_copy(request, form, typed_fields)))


def _store_copy(request: EconRequest, form: str, fields: str) -> RecoveryCopy:
    copy, _ = _query_copies(request).update_or_create(
        form=form,
        defaults={"fields": fields},
        create_defaults=_build_owner_filter(request) | {"form": form, "fields": fields},
    )
    _delete_old_copies(request)
    return copy


def delete_copy(request: EconRequest, form: str = "") -> None:
    """Deletes the copy of a form, by default the one at the request's path.

    A database error is only logged: the form may just have been saved, and a copy that stays expires by itself.
    """
    try:
        _query_copies(request).filter(form=form or request.path).delete()
    except Error:
        logger.exception("A recovery copy could not be deleted")


def load_typed_fields(request: EconRequest) -> QueryDict | None:
    """Returns this person's earlier input for the form being opened: carried past a sign-in, or restored from the copy.
    It fills the form, but is not saved.
    """
    if fields := pop_fields(request):
        return fields
    copy = _get_copy(request) if RESTORE_PARAMETER in request.GET else None
    return QueryDict(copy.fields) if copy else None


def get_recovery_offer(request: EconRequest, form: GatewayForm) -> RecoveryOffer | None:
    """Returns the offer for the form being opened; None if the copy has nothing that the form does not show."""
    copy = None if RESTORE_PARAMETER in request.GET else _get_copy(request)
    names = form.list_differing_fields(QueryDict(copy.fields)) if copy else []
    if copy is None or not names:
        return None
    query = request.GET.copy()
    query[RESTORE_PARAMETER] = "1"
    restore_url = f"{request.path}?{query.urlencode()}"
    discard_url = url_for(request, "customers:discard-recovery")
    labels = [form.get_label(name) for name in names]
    return RecoveryOffer(_format_time(copy), labels, restore_url, discard_url, copy.form)


def delete_expired_copies() -> int:
    """Deletes everybody's expired copies. Returns how many."""
    return RecoveryCopy.objects.filter(at__lte=timezone.now() - RETENTION).delete()[0]


def _get_copy(request: EconRequest) -> RecoveryCopy | None:
    return _query_copies(request).filter(form=request.path, at__gt=timezone.now() - RETENTION).first()


def _query_copies(request: EconRequest) -> QuerySet[RecoveryCopy]:
    return RecoveryCopy.objects.filter(**_build_owner_filter(request))


def _build_owner_filter(request: EconRequest) -> dict[str, object]:
    return {"person": request.user, "agreement": request.agreement}


def _is_form_path(request: EconRequest, form: str) -> bool:
    """Whether this is a path of this agreement, and not too long for the column."""
    max_length = RecoveryCopy._meta.get_field("form").max_length
    return form.startswith(url_for(request, "customers:list")) and len(form) <= (max_length or 0)


def _drop_internal_fields(fields: str) -> str:
    """Re-encodes the fields without internal or secret ones."""
    typed_fields = QueryDict(mutable=True)
    for name, values in QueryDict(fields).lists():
        if is_typed(name):
            typed_fields.setlist(name, values)
    return typed_fields.urlencode()


def _delete_old_copies(request: EconRequest) -> None:
    """Deletes everybody's expired copies, and this person's oldest ones above the limit."""
    delete_expired_copies()
    newest = _query_copies(request).order_by("-at", "-pk").values_list("pk", flat=True)[:MAX_COPIES]
    _query_copies(request).exclude(pk__in=list(newest)).delete()


def _format_time(copy: RecoveryCopy) -> str:
    """Formats as `10:42` today, with the date before."""
    formatted = formatting.format_datetime(copy.at)
    today = formatting.format_date(timezone.localdate())
    return formatted.removeprefix(f"{today} ")
