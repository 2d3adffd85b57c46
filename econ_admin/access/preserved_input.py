"""What was typed into a form whose session had ended: carried past the sign-in for the same person, and not saved."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict

from econ_admin.access.models import Person
from econ_admin.access.shown_once import SAFE_METHODS, new_mark, set_mark

PERSON_FIELD = "person"  # every form carries it: who opened it, signed
PERSON_HEADER = "X-Person"  # the same, of the page: sent with every request of a script
FIELD_PREFIX = "typed-"  # before the names of carried fields, so that they never meet those of the sign-in form
SESSION_KEY = "typed"  # where the session keeps them
COOKIE = "typed-shown"  # the mark of those that were shown
SHOWN = "econ_admin.typed_shown"  # where a request notes the mark until its response is there
EXCLUDED_FIELDS = {"csrfmiddlewaretoken"}

_signer = Signer(salt="econ_admin.access.preserved_input")


def sign_person(person: Person) -> str:
    """The person, in a form that only we can write."""
    return _signer.sign(str(person.pk))


def is_signature_of(person: Person, value: str) -> bool:
    try:
        return _signer.unsign(value) == str(person.pk)
    except BadSignature:
        return False


def is_signed(value: str) -> bool:
    """Whether the page was opened by anybody at all."""
    try:
        return bool(_signer.unsign(value))
    except BadSignature:
        return False


def extract_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that came without a session; never a password."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in EXCLUDED_FIELDS and "password" not in name.lower()
    ]


def extract_preserved_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The same fields again, as the sign-in form brought them back."""
    return [
        (name.removeprefix(FIELD_PREFIX), value)
        for name, values in request.POST.lists()
        for value in values
        if name.startswith(FIELD_PREFIX)
    ]


def get_person_signature(fields: list[tuple[str, str]]) -> str:
    """The signed person of the form that these fields come from, or nothing."""
    return next((value for name, value in fields if name == PERSON_FIELD), "")


def page_opened_by(request: HttpRequest) -> str:
    """The signed person of the page that this request comes from, or nothing."""
    return request.headers.get(PERSON_HEADER) or request.POST.get(PERSON_FIELD, "")


def store_fields(request: HttpRequest, address: str, fields: list[tuple[str, str]]) -> None:
    """Lay the fields ready for the form at `address`. They wait in the session, for one look."""
    query = QueryDict(mutable=True)
    for name, value in fields:
        if name != PERSON_FIELD:
            query.appendlist(name, value)
    request.session[SESSION_KEY] = {"address": address, "fields": query.urlencode(), "mark": new_mark()}


def pop_fields(request: HttpRequest) -> QueryDict | None:
    """What this person had typed into the form at this address before the session ended. Given out once.

    A form's view asks this when it shows the form (GET); showing is all that may be done with it unasked.
    """
    stored_fields: dict[str, str] = request.session.get(SESSION_KEY, {})
    if stored_fields.get("address") != request.get_full_path() or stored_fields["mark"] == request.COOKIES.get(COOKIE):
        return None
    request.META[SHOWN] = stored_fields["mark"]
    return QueryDict(stored_fields["fields"])


def note_shown(request: HttpRequest, response: HttpResponse) -> None:
    """Marks the fields that the response shows as shown; the next request that may write deletes them."""
    if mark := request.META.get(SHOWN):
        set_mark(response, COOKIE, mark)
    elif request.method not in SAFE_METHODS and COOKIE in request.COOKIES:
        if request.session.get(SESSION_KEY, {}).get("mark") == request.COOKIES[COOKIE]:
            del request.session[SESSION_KEY]
        response.delete_cookie(COOKIE, path=settings.SESSION_COOKIE_PATH, domain=settings.SESSION_COOKIE_DOMAIN)
