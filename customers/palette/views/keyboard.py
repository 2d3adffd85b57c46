"""The keyboard shortcuts: a page, and the contents of the dialog."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.shared.shortcuts import PLACES, Place
from econ_admin.access.request import EconRequest
from econ_admin.access.roles import REQUIRED_ROLES, Role
from econ_admin.http import choose_template


@require_safe
def show_shortcuts(request: EconRequest) -> HttpResponse:
    template = choose_template(request, "palette/keyboard.html", "shortcuts")
    return render(request, template, {"places": list_places(request.role)})


def list_places(role: Role) -> list[Place]:
    """Returns the shortcuts of what this role may do."""
    places = [
        Place(
            place.title,
            tuple(
                shortcut for shortcut in place.shortcuts if not shortcut.view or role >= REQUIRED_ROLES[shortcut.view]
            ),
        )
        for place in PLACES
    ]
    return [place for place in places if place.shortcuts]
