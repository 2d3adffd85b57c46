"""The choices of the filters above a history."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from customers.history.filter_form import ME, HistoryFilterForm
from customers.history.nouns import NOUNS
from customers.history.rows import SIGNS
from econ_admin.access.models import Person
from econ_admin.access.request import EconRequest
from econ_admin.trail.models import Entry


def build_filter_context(request: EconRequest, form: HistoryFilterForm, *, with_nouns: bool) -> dict[str, Any]:
    """Builds the choices of people, outcomes and, where a history has several, nouns."""
    nouns = [("", _("All kinds")), *((key, str(noun.name)) for key, noun in NOUNS.items())]
    outcomes = [("", _("Any outcome")), *((state.value, str(sign.text)) for state, sign in SIGNS.items())]
    return {
        "form": form,
        "people": _list_people(request),
        "nouns": nouns if with_nouns else [],
        "outcomes": outcomes,
    }


def _list_people(request: EconRequest) -> list[tuple[str, str]]:
    """Lists the people who ever wrote in this agreement, the person first."""
    theirs = Entry.objects.filter(agreement=request.agreement, person=OuterRef("pk"))
    others = Person.objects.filter(Exists(theirs)).exclude(pk=request.user.pk)
    names = sorted((str(person), str(person.pk)) for person in others)
    return [("", _("Everyone")), (ME, _("You")), *((key, name) for name, key in names)]
