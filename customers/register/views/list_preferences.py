"""What a person chooses for the list of customers, once and for all: columns, and rows on a page."""

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from customers.query.query_form import CustomerListForm
from customers.register import list_preferences
from customers.shared.list_query import SIZES
from econ_admin.http import EconRequest, redirect_to, url_for


@require_http_methods(["GET", "POST"])
def choose(request: EconRequest) -> HttpResponse:
    """Keeps the choice, and leads back to the list with the question that was posted along."""
    size = request.POST.get("size", "")
    if size in map(str, SIZES):
        list_preferences.choose_size(request, int(size))
    elif "usual" in request.POST:
        list_preferences.choose_columns(request, None)
    elif request.method == "POST":
        list_preferences.choose_columns(request, request.POST.getlist("column"))
    usual_size = list_preferences.size_of(list_preferences.choice_of(request))
    asked = QueryDict(request.POST.get("question", ""))
    form = CustomerListForm(asked, url_for(request, "customers:list"), usual_size)
    return redirect_to(request, form.address(size=str(usual_size)))
