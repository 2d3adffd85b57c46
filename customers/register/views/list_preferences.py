"""Saves a person's preferences for a list: columns, and rows per page."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from customers.query import list_preferences
from customers.query.list_kind import ListKind
from customers.shared.list_query import PAGE_SIZES
from econ_admin.access.request import EconRequest
from econ_admin.http import redirect_to


@require_http_methods(["GET", "POST"])
def save_preferences(request: EconRequest, kind: ListKind, customer: int | None = None) -> HttpResponse:
    """Saves the preference and redirects to the list with the posted query: of all, or of one customer."""
    size = request.POST.get("size", "")
    if size in map(str, PAGE_SIZES):
        list_preferences.save_page_size(request, kind, int(size))
    elif "usual" in request.POST:
        list_preferences.save_columns(request, kind, None)
    elif request.method == "POST":
        list_preferences.save_columns(request, kind, request.POST.getlist("column"))
    default_size = list_preferences.get_page_size(list_preferences.get_preferences(request, kind))
    form = kind.read_query(request, request.POST.get("question", ""), default_size, customer)
    return redirect_to(request, form.build_url(size=str(default_size)))
