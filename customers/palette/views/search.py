"""The search of customers, drafts, booked invoices, pages and actions: a page, and the palette's results."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from customers.palette.commands import build_customer_actions, filter_commands
from customers.palette.find import find
from customers.palette.recent import list_recent
from customers.palette.results import Group, find_only_exact
from customers.palette.typed_query import BOOKED, CUSTOMERS, DRAFTS, TypedQuery, read_query
from customers.shared import formatting
from econ_admin.access.request import EconRequest
from econ_admin.http import redirect_to

ECONOMIC_PARTS = frozenset({CUSTOMERS, DRAFTS, BOOKED})
PAGE, OPTIONS = "palette/search.html", "palette/options.html"


@require_safe
def search(request: EconRequest) -> HttpResponse:
    """Shows what was found. A number that is exactly one document's opens it, if the form was submitted for that."""
    query = read_query(request.GET.get("q", ""))
    groups = _build_groups(request, query)
    target = find_only_exact(groups) if query.digits and "jump" in request.GET else None
    if target:
        return redirect_to(request, target.url)
    is_palette = bool(request.htmx) and not request.htmx.history_restore_request
    if not is_palette:
        groups += filter_commands(request, query.text.split())
    context = {
        "query": query,
        "groups": groups,
        "recent": [] if query.text else list_recent(request),
        "announcement": describe_count(groups) if query.text else "",
        # the script counts what it shows
        "one_result": ngettext("%(count)s result", "%(count)s results", 1) % {"count": "1"},
        "many_results": ngettext("%(count)s result", "%(count)s results", 2),
    }
    return render(request, OPTIONS if is_palette else PAGE, context, status=200 if is_palette else _get_status(groups))


def _get_status(groups: list[Group]) -> int:
    """Returns the failure's status if e-conomic answered no part; 200 otherwise."""
    failures = [group.failed for group in groups if group.failed]
    is_answered = any(group.entries and not group.failed for group in groups if group.key in ECONOMIC_PARTS)
    return failures[0].status if failures and not is_answered else 200


def describe_count(groups: list[Group]) -> str:
    """Returns how many entries were found, as text."""
    count = sum(len(group.entries) for group in groups)
    return ngettext("%(count)s result", "%(count)s results", count) % {"count": formatting.format_count(count)}


def _build_groups(request: EconRequest, query: TypedQuery) -> list[Group]:
    groups = find(request, query)
    customers = [entry for group in groups if group.key == CUSTOMERS for entry in group.entries]
    exact = [entry for entry in customers if entry.is_exact]
    only = exact if len(exact) == 1 else customers
    if len(only) == 1 and only[0].customer:
        groups.append(build_customer_actions(request, only[0].text, only[0].customer))
    return [group for group in groups if group.entries or group.failed]
