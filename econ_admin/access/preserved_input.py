"""Preserves the input of a form whose session ended: it is shown again to the same person after sign-in, not saved."""

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict

from econ_admin.access.cookies import delete_cookie, get_cookie, set_cookie
from econ_admin.access.models import Person
from econ_admin.access.shown_once import SAFE_METHODS, new_mark

PERSON_FIELD = "person"  # hidden field of every form: the signed id of the person who opened it
PERSON_HEADER = "X-Person"  # the same, sent by scripts with every request
FIELD_PREFIX = "typed-"  # prefix of preserved fields, to keep them apart from the sign-in form's own
SESSION_KEY = "typed"  # session key of the stored fields
COOKIE = "typed-shown"  # cookie with the mark of fields already shown
SHOWN = "econ_admin.typed_shown"  # key in request.META: the mark that the response will set
SECRET_FIELDS = {"grant_token"}
CSRF_FIELD = "csrfmiddlewaretoken"

_signer = Signer(salt="econ_admin.access.preserved_input")


def sign_person(person: Person) -> str:
    """Returns the person's signed id."""
    return _signer.sign(str(person.pk))


def is_signature_of(person: Person, value: str) -> bool:
    try:
        return _signer.unsign(value) == str(person.pk)
    except BadSignature:
        return False


def is_signed(value: str) -> bool:
    """Tells whether any person opened the page."""
    try:
        return bool(_signer.unsign(value))
    except BadSignature:
        return False


def is_secret(name: str) -> bool:
    """Tells whether a field is left out of every page: a password or a token."""
    return name in SECRET_FIELDS or "password" in name.lower()


def is_typed(name: str) -> bool:
    """Tells whether a field is one that a person filled in, and no secret."""
    return name not in {CSRF_FIELD, PERSON_FIELD} and not is_secret(name)


def extract_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Returns the fields of a form submitted without a session, without passwords and tokens."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != CSRF_FIELD and not is_secret(name)
    ]


def extract_preserved_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Returns the preserved fields that the sign-in form sent back."""
    return [
        (name.removeprefix(FIELD_PREFIX), value)
        for name, values in request.POST.lists()
        for value in values
        if name.startswith(FIELD_PREFIX)
    ]


def get_person_signature(fields: list[tuple[str, str]]) -> str:
    """Returns the signed person of the form that these fields come from, or ""."""
    return next((value for name, value in fields if name == PERSON_FIELD), "")


def page_opened_by(request: HttpRequest) -> str:
    """Returns the signed person of the page that sent this request, or ""."""
    return request.headers.get(PERSON_HEADER) or request.POST.get(PERSON_FIELD, "")


def store_fields(request: HttpRequest, address: str, fields: list[tuple[str, str]]) -> None:
    """Stores the fields in the session for the form at `address`, to be shown once."""
    query = QueryDict(mutable=True)
    for name, value in fields:
        if name != PERSON_FIELD:
            query.appendlist(name, value)
    request.session[SESSION_KEY] = {"address": address, "fields": query.urlencode(), "mark": new_mark()}


def pop_fields(request: HttpRequest) -> QueryDict | None:
    """Returns the fields stored for this URL, or None. They are returned once.

    Called by a form's view on GET. The view may show the fields but must not save them unasked.
    """
    stored_fields: dict[str, str] = request.session.get(SESSION_KEY, {})
    if stored_fields.get("address") != request.get_full_path() or stored_fields["mark"] == get_cookie(request, COOKIE):
        return None
    request.META[SHOWN] = stored_fields["mark"]
    return QueryDict(stored_fields["fields"])


def note_shown(request: HttpRequest, response: HttpResponse) -> None:
    """Sets the cookie if the response shows stored fields; the next write deletes those fields from the session."""
    if mark := request.META.get(SHOWN):
        set_cookie(response, COOKIE, mark)
        return
    shown_mark = get_cookie(request, COOKIE)
    if request.method not in SAFE_METHODS and shown_mark:
        if request.session.get(SESSION_KEY, {}).get("mark") == shown_mark:
            del request.session[SESSION_KEY]
        delete_cookie(response, COOKIE)
