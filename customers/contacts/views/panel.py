"""The panel of contacts or delivery locations, with the form that is open in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_htmx.http import reswap, retarget

from customers.contacts.kinds import PanelKind
from customers.editing.conflicts import FieldVersions, describe_conflict
from customers.editing.form import GatewayForm
from customers.editing.form_state import FormState
from customers.editing.unresolved_writes import RETRY_KEY
from customers.frame.customer_frame import (
    build_frame_context,
    get_origin_list,
    load_customer_context,
    render_no_such_customer,
)
from econ_admin.access.preserved_input import is_typed
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.gateway.records import Record
from econ_admin.http import choose_template

FORM_TEMPLATE, DELETE_TEMPLATE, UNRESOLVED_TEMPLATE = (
    "contacts/form.html",
    "contacts/delete.html",
    "contacts/unresolved.html",
)
PAGE_TEMPLATE = "contacts/panel.html"
STANDALONE_TEMPLATE = "contacts/form_page.html"

FOCUS_PARAMETER, TITLE_FOCUS = "at", "title"  # query parameter: where to put the focus

R = TypeVar("R", bound=Record)


@dataclass
class PanelForm(FormState, Generic[R]):
    """What is open in the panel: a form, a delete confirmation, or a write of unknown outcome."""

    kind: PanelKind[R]
    customer: int
    action: str
    back: str
    template: str
    number: int | None = None  # the row it is in; None for a new one, above the table
    title: str = ""
    form: GatewayForm | None = None
    acknowledged: Sequence[str] = ()
    log_id: str = ""
    references: Sequence[str] = ()

    @property
    def difference_versions(self) -> list[FieldVersions]:
        return [describe_conflict(self.form, conflict) for conflict in self.differences] if self.form else []

    @property
    def cancel_url(self) -> str:
        """The URL that leaves without saving. It puts the focus back where it was."""
        return f"{self.back}{'&' if '?' in self.back else '?'}{FOCUS_PARAMETER}={self.number or TITLE_FOCUS}"

    @property
    def hidden_fields(self) -> list[tuple[str, str]]:
        """The input as hidden fields, for pages on which the form itself cannot be edited."""
        if self.form is None:
            return []
        fields = cast("QueryDict", self.form.data).lists()
        return [(name, value) for name, values in fields if name != RETRY_KEY and is_typed(name) for value in values]


def build_panel_form(
    request: EconRequest, kind: PanelKind[R], customer: int, number: int | None = None, template: str = FORM_TEMPLATE
) -> PanelForm[R]:
    """Builds the form with its action URL, which keeps the origin list, and the URL to go back to."""
    back = url_for(request, kind.list_view, customer) + get_origin_list(request).origin_query
    action = (
        request.get_full_path() if request.method == "POST" else request.path + get_origin_list(request).origin_query
    )
    return PanelForm(kind, customer, action, back, template, number)


def is_panel_request(request: EconRequest) -> bool:
    """Whether this is an htmx request for the panel alone."""
    return choose_template(request, PAGE_TEMPLATE, "panel") != PAGE_TEMPLATE


@require_safe
def list_records(request: EconRequest, kind: PanelKind[R], customer: int) -> HttpResponse:
    return load_panel(request, kind, customer)


def load_panel(
    request: EconRequest,
    kind: PanelKind[R],
    customer: int,
    status: int = 200,
    *,
    refresh: bool = False,
    **context: Any,
) -> HttpResponse:
    """Renders the page, or its panel alone. Uses the cache, apart from what a write invalidated, unless `refresh` is
    set.
    """
    economic = request.economic.refreshed() if refresh else request.economic.cached()
    try:
        customer_context = load_customer_context(economic, customer)
    except NotFound:
        return render_no_such_customer(request, customer)
    return render_panel(request, kind, build_frame_context(request, customer_context) | context, status)


def render_panel(request: EconRequest, kind: PanelKind[R], context: dict[str, Any], status: int = 200) -> HttpResponse:
    panel_form: PanelForm[R] | None = context.get("open")
    rows = context[kind.rows_key]
    context |= {"kind": kind, "rows": rows, "failed": context[f"{kind.rows_key}_failed"]}
    context["in_row"] = panel_form is not None and any(row.key == panel_form.number for row in rows)
    context["swapped"] = is_panel_request(request)
    context.setdefault("focus", _get_focus(request))
    return render(request, choose_template(request, PAGE_TEMPLATE, "panel"), context, status=status)


def _get_focus(request: EconRequest) -> int | str:
    focus = request.GET.get(FOCUS_PARAMETER, "")
    return int(focus) if focus.isascii() and focus.isdigit() and len(focus) < 20 else focus


def render_form_again(request: EconRequest, panel_form: PanelForm[R], status: int) -> HttpResponse:
    """Renders what is open again, with its input.

    For htmx it is rendered alone. If even the customer cannot be loaded, it gets a separate page.
    """
    if is_panel_request(request):
        response = render(request, panel_form.template, {"open": panel_form, "swapped": True}, status=status)
        return reswap(retarget(response, "#opened"), "outerHTML")
    try:
        return load_panel(request, panel_form.kind, panel_form.customer, status, open=panel_form)
    except GatewayError:
        return render(request, STANDALONE_TEMPLATE, {"open": panel_form}, status=status)
