"""Saves a person's preferences for the customer list: columns, and rows per page."""

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from customers.query.query_form import CustomerListForm
from customers.register import list_preferences
from customers.shared.list_query import PAGE_SIZES
from econ_admin.access.request import EconRequest, url_for
from econ_admin.http import redirect_to


@require_http_methods(["GET", "POST"])
def save_preferences(request: EconRequest) -> HttpResponse:
    """Saves the preference and redirects to the list with the posted query."""
    size = request.POST.get("size", "")
    if size in map(str, PAGE_SIZES):
        list_preferences.save_page_size(request, int(size))
    elif "usual" in request.POST:
        list_preferences.save_columns(request, None)
    elif request.method == "POST":
        list_preferences.save_columns(request, request.POST.getlist("column"))
    default_size = list_preferences.get_page_size(list_preferences.get_preferences(request))
    query = QueryDict(request.POST.get("question", ""))
    form = CustomerListForm(query, url_for(request, "customers:list"), default_size)
    return redirect_to(request, form.build_url(size=str(default_size)))
