"""The panels of the front page that take many calls: each is loaded by itself, and is a page of its own too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from customers.overview.ageing import build_ageing
from customers.overview.attention import load_attention
from customers.overview.months import build_months, read_booked_since
from customers.query.reads import OVERDUE_INVOICES
from customers.shared import formatting
from customers.shared.list_response import MIN_DELAY
from customers.shared.long_read import Finished, LongRead, ReadFailed, Unfinished, advance
from customers.shared.table import LazyText
from customers.shared.unavailable import FailureNotice, describe_failure, get_page_status
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Unavailable, optional
from econ_admin.http import choose_template, translate
from econ_admin.status.ages import format_clock

PAGE_TEMPLATE, PARTIAL = "overview/panel_page.html", "panel"


@dataclass(frozen=True)
class Panel:
    """A panel. `build` returns its context, from the request and today."""

    title: LazyText
    template: str
    build: Callable[[EconRequest, date], dict[str, Any]]


@require_safe
def show_panel(request: EconRequest, panel: str) -> HttpResponse:
    """Shows a panel, or how far reading has come. `?stop=1` reads nothing."""
    if panel not in PANELS:
        raise Http404
    template, context = choose_template(request, PAGE_TEMPLATE, PARTIAL), _build_frame(request, panel)
    if request.GET.get("stop"):
        context["is_stopped"] = True
    else:
        context |= PANELS[panel].build(request, timezone.localdate())
    return render(request, template, context, status=get_page_status(context, is_page=template == PAGE_TEMPLATE))


def build_placeholders(request: EconRequest) -> dict[str, dict[str, Any]]:
    return {panel.replace("-", "_"): _build_frame(request, panel) for panel in PANELS}


def _build_frame(request: EconRequest, panel: str) -> dict[str, Any]:
    url = url_for(request, "customers:panel", panel)
    return {"panel": panel, "title": PANELS[panel].title, "template": PANELS[panel].template, "url": url}


def _build_ageing(request: EconRequest, today: date) -> dict[str, Any]:
    def build(read: Finished[Any, Any]) -> dict[str, Any]:
        return {
            "ageing": build_ageing(read.parts, read.results, today),
            "list_url": f"{url_for(request, 'customers:list')}?overdue=yes",
        }

    return _build_from_read(request, OVERDUE_INVOICES, build)


def _build_months(request: EconRequest, today: date) -> dict[str, Any]:
    read = read_booked_since(date(today.year - 1, 1, 1))
    return _build_from_read(request, read, lambda finished: {"months": build_months(finished.parts, today)})


def _build_from_read(
    request: EconRequest, read: LongRead[Any, Any], build: Callable[[Finished[Any, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Builds a panel from one read of many pages, or says how far it has come, or why there is none."""
    try:
        answer = optional(lambda: advance(request.economic, read.for_panel()))()
        if isinstance(answer, Unavailable):
            return {"failed": describe_failure(answer)}
        if isinstance(answer, Unfinished):
            return {"progress": answer, "delay": _format_delay(answer.wait)}
        read_at = timezone.now() if answer.read_at is None else datetime.fromtimestamp(answer.read_at, UTC)
        facts = {"count": answer.results, "all": formatting.format_count(answer.results), "at": format_clock(read_at)}
        return build(answer) | {"read": facts}
    except ReadFailed as error:
        return {"failed": FailureNotice(translate(error), "", 400)}


def _build_attention(request: EconRequest, today: date) -> dict[str, Any]:
    attention = load_attention(request, today)
    return {"attention": attention, "delay": _format_delay(attention.wait)}


def _format_delay(seconds: float) -> str:
    return f"{max(seconds, MIN_DELAY):.2f}s"


PANELS = {
    "ageing": Panel(gettext_lazy("Overdue by age"), "overview/ageing.html", _build_ageing),
    "months": Panel(gettext_lazy("Booked per month"), "overview/months.html", _build_months),
    "attention": Panel(gettext_lazy("Needs attention"), "overview/attention.html", _build_attention),
}
