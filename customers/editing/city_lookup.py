"""Tells scripts the city of a postal code that is being typed, and whether the typed city is another one."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.editing.warning_text import format_warning
from customers.editing.warnings import check_city
from customers.shared.postal_codes import find_city
from econ_admin.access.request import EconRequest


@require_safe
def look_up_city(request: EconRequest) -> HttpResponse:
    """Answers texts: `city`, `announcement` for when it is filled in, and `warning`. Each is "" if there is none."""
    postal_code, city, country = (request.GET.get(name, "") for name in ("postal_code", "city", "country"))
    found_city = find_city(postal_code, country)
    return JsonResponse(
        {
            "city": found_city,
            "announcement": _("City filled in: %(city)s.") % {"city": found_city} if found_city else "",
            "warning": " ".join(format_warning(warning) for warning in check_city(postal_code, city, country)),
        }
    )
