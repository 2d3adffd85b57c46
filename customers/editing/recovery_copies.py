"""Recovery copies: what somebody had typed and not saved, kept for them, and offered when the form is opened."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from customers.models import RecoveryCopy
from customers.shared import formatting
from econ_admin.access.preserved_input import EXCLUDED_FIELDS, PERSON_FIELD, pop_fields
from econ_admin.http import EconRequest, url_for

KEPT_FOR = timedelta(days=7)
MOST_OF_ONE_PERSON = 30
LONGEST = 60_000  # characters: the browser's own limit of what it sends while a page closes is 64 KB
TAKE = "take"  # the word in a form's address that fills it from the copy


@dataclass(frozen=True)
class Offer:
    """A copy that waits: when it was typed, where to take it up, and where to throw it away."""

    at: str
    take_url: str
    drop_url: str
    form: str


def keep(request: EconRequest, form: str, fields: str) -> str:
    """Keep what was typed into the form at this path, in place of what was kept before. Says when; "" where it cannot.

    What is too much to be kept is refused whole: half of what somebody typed is not what they typed.
    """
    typed = _without_ours(fields)
    if not _is_a_form(request, form) or len(typed) > LONGEST:
        return ""
    with transaction.atomic():
        copy, _ = _copies(request).update_or_create(
            form=form, defaults={"fields": typed}, create_defaults=_owner(request) | {"form": form, "fields": typed}
        )
        _purge(request)
    return _time(copy)


def forget(request: EconRequest, form: str = "") -> None:
    """The form was saved, or its copy thrown away. Without a path: the form that this request came to."""
    _copies(request).filter(form=form or request.path).delete()


def typed_before(request: EconRequest) -> QueryDict | None:
    """What this person had typed into the form that is being opened: carried past a sign-in, or in the copy that they
    take up again. It fills the form; nothing is done with it unasked.
    """
    if fields := pop_fields(request):
        return fields
    copy = _copy(request) if TAKE in request.GET else None
    return QueryDict(copy.fields) if copy else None


def offer(request: EconRequest) -> Offer | None:
    """The copy of the form that is being opened, unless it fills the form already."""
    copy = None if TAKE in request.GET else _copy(request)
    if copy is None:
        return None
    query = request.GET.copy()
    query[TAKE] = "1"
    take_url = f"{request.path}?{query.urlencode()}"
    return Offer(_time(copy), take_url, url_for(request, "customers:thrown-away"), copy.form)


def _copy(request: EconRequest) -> RecoveryCopy | None:
    return _copies(request).filter(form=request.path, at__gt=timezone.now() - KEPT_FOR).first()


def _copies(request: EconRequest) -> QuerySet[RecoveryCopy]:
    return RecoveryCopy.objects.filter(**_owner(request))


def _owner(request: EconRequest) -> dict[str, object]:
    return {"person": request.user, "agreement": request.agreement}


def _is_a_form(request: EconRequest, form: str) -> bool:
    """A path of this agreement, and no longer than a path of ours can be."""
    longest = RecoveryCopy._meta.get_field("form").max_length
    return form.startswith(url_for(request, "customers:list")) and len(form) <= (longest or 0)


def _without_ours(fields: str) -> str:
    """As a browser would post it, without what is ours or secret."""
    typed = QueryDict(mutable=True)
    for name, values in QueryDict(fields).lists():
        if name not in EXCLUDED_FIELDS | {PERSON_FIELD} and "password" not in name.lower():
            typed.setlist(name, values)
    return typed.urlencode()


def _purge(request: EconRequest) -> None:
    """Old copies of everybody, and of this person those that are one too many."""
    RecoveryCopy.objects.filter(at__lte=timezone.now() - KEPT_FOR).delete()
    newest = _copies(request).order_by("-at", "-pk").values_list("pk", flat=True)[:MOST_OF_ONE_PERSON]
    _copies(request).exclude(pk__in=list(newest)).delete()


def _time(copy: RecoveryCopy) -> str:
    """`10:42` today, with its date before."""
    written = formatting.moment(copy.at)
    today = formatting.day(timezone.localdate())
    return written.removeprefix(f"{today} ")
