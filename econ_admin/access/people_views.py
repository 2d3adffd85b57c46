"""Views for administrators: people and their roles, links to set a password, and the sign-in log."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from econ_admin.access import people
from econ_admin.access.account_views import requires_confirmed_identity
from econ_admin.access.models import Agreement, Person, SecurityEvent
from econ_admin.access.people import Act, LastAdmin
from econ_admin.access.request import EconRequest, url_for
from econ_admin.access.roles import Role
from econ_admin.access.security_log import EVENT_NAMES, OUTCOME_NAMES, Event
from econ_admin.http import redirect_to

LOG_LENGTH = 200
PEOPLE_ON_PAGE = 50
MAX_NAME = 150  # letters
EVENTS_OF_AGREEMENTS = frozenset({Event.ROLE_CHANGE, Event.PERSON_ADDED})  # their detail begins with a slug

View = Callable[..., HttpResponse]


class NewPersonForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A person who is added to this agreement."""

    username = forms.CharField(
        label=pgettext_lazy("sign-in", "Name"),
        max_length=150,
        help_text=gettext_lazy("To sign in with: letters, digits and @ . + - _"),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "autocapitalize": "none"}),
    )
    full_name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    role = forms.TypedChoiceField(
        label=gettext_lazy("Role"),
        choices=Role.choices,
        coerce=lambda value: Role(int(value)),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    class Meta:
        model = Person
        fields = ("username", "full_name")


class RoleForm(forms.Form):
    """A role in this agreement, or none."""

    role = forms.TypedChoiceField(
        choices=[("0", ""), *Role.choices],
        coerce=lambda value: Role(int(value)) if int(value) else None,
        empty_value=None,
    )


def changes_person(*, everywhere: bool) -> Callable[[View], View]:
    """Finds the person of the URL among those that the administrator manages.

    `everywhere`: the change concerns all agreements of the person, so the administrator must manage all of them.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: EconRequest, person: int) -> HttpResponse:
            managed_person = people.select_people(request.user).filter(pk=person).first()
            if managed_person is None:
                raise Http404
            if everywhere and not people.may_manage(request.user, managed_person):
                messages.warning(request, _("This person also works in agreements that you do not manage."))
                return redirect_to(request, url_for(request, "access:people"))
            try:
                return view(request, managed_person)
            except LastAdmin:
                messages.warning(request, _("The agreement must keep an administrator who can sign in."))
                return redirect_to(request, url_for(request, "access:people"))

        return require_POST(requires_confirmed_identity(wrapper))

    return decorate


@require_http_methods(["GET", "HEAD", "POST"])
def list_people(request: EconRequest) -> HttpResponse:
    """The people, and a form that adds one."""
    form = NewPersonForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        return _add_person(request, form)
    text = request.GET.get("q", "").strip()[:MAX_NAME]
    matching = people.search_people(request.user, request.agreement, text).prefetch_related("memberships__agreement")
    page = Paginator(matching, PEOPLE_ON_PAGE).get_page(request.GET.get("page"))
    managed = set(people.list_agreements_of_admin(request.user)) - {request.agreement.pk}  # others are not named
    rows = [
        {
            "person": person,
            "role": _get_role(person, request),
            "elsewhere": [
                membership.agreement for membership in person.memberships.all() if membership.agreement_id in managed
            ],
            "is_self": person == request.user,
        }
        for person in page
    ]
    context = {"rows": rows, "page": page, "text": text, "form": form, "roles": Role.choices}
    return render(request, "access/people.html", context, status=422 if form.is_bound else 200)


@requires_confirmed_identity
def _add_person(request: EconRequest, form: NewPersonForm) -> HttpResponse:
    act, data = Act(request.user, request), form.cleaned_data
    person = people.add_person(act, data["username"], data["full_name"], request.agreement, data["role"])
    return _show_link(request, person, people.invite(act, person))


@changes_person(everywhere=False)
def change_role(request: EconRequest, person: Person) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose a role."))
    elif people.set_role(Act(request.user, request), person, request.agreement, form.cleaned_data["role"]):
        messages.success(request, _("Role changed. %(person)s must sign in again.") % {"person": person})
    return _go_back(request)


@changes_person(everywhere=True)
def deactivate(request: EconRequest, person: Person) -> HttpResponse:
    people.deactivate(Act(request.user, request), person)
    messages.success(request, _("%(person)s can no longer sign in.") % {"person": person})
    return _go_back(request)


@changes_person(everywhere=True)
def reactivate(request: EconRequest, person: Person) -> HttpResponse:
    people.reactivate(Act(request.user, request), person)
    messages.success(request, _("%(person)s can sign in again.") % {"person": person})
    return _go_back(request)


@changes_person(everywhere=True)
def make_link(request: EconRequest, person: Person) -> HttpResponse:
    return _show_link(request, person, people.invite(Act(request.user, request), person))


@changes_person(everywhere=True)
def remove_second_factors(request: EconRequest, person: Person) -> HttpResponse:
    people.remove_second_factors(Act(request.user, request), person)
    messages.success(request, _("The second factors of %(person)s are removed.") % {"person": person})
    return _go_back(request)


@require_safe
def sign_in_log(request: EconRequest) -> HttpResponse:
    """The latest events of the people whom this administrator manages."""
    managed = people.select_people(request.user)
    own = people.list_agreements_of_admin(request.user)
    slugs = set(Agreement.objects.filter(pk__in=own).values_list("slug", flat=True))  # others are not named
    events = SecurityEvent.objects.filter(person__in=managed).select_related("person").order_by("-at")[:LOG_LENGTH]
    rows = [
        {
            "at": event.at,
            "person": event.person,
            "event": EVENT_NAMES.get(event.event, event.event),
            "outcome": OUTCOME_NAMES.get(event.outcome, event.outcome),
            "is_refused": event.outcome != "ok",
            "actor": event.actor,
            "address": event.address,
            "detail": event.detail if event.event not in EVENTS_OF_AGREEMENTS or _get_slug(event) in slugs else "",
        }
        for event in events
    ]
    return render(request, "access/sign_in_log.html", {"rows": rows, "most": LOG_LENGTH})


def _get_slug(event: SecurityEvent) -> str:
    return event.detail.split(":")[0]


def _get_role(person: Person, request: EconRequest) -> int:
    return next(
        (membership.role for membership in person.memberships.all() if membership.agreement_id == request.agreement.pk),
        0,
    )


def _show_link(request: EconRequest, person: Person, token: str) -> HttpResponse:
    """Shows the link, this once."""
    link = request.build_absolute_uri(reverse("access:invitation", args=[token]))
    expires_at: datetime = person.invitations.latest("created_at").expires_at
    return render(request, "access/invitation_link.html", {"person": person, "link": link, "expires_at": expires_at})


def _go_back(request: EconRequest) -> HttpResponse:
    return redirect_to(request, url_for(request, "access:people"))
