"""The facts on the status page, as text. Numbers are in Danish format; tokens are never shown."""

import tomllib
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from econ_admin.access.request import EconRequest
from econ_admin.gateway import GatewayStatus, Quota
from econ_admin.gateway.upstream import get_origin
from econ_admin.operations.figures import read_figures
from econ_admin.operations.readiness import is_backup_late
from econ_admin.status.ages import build_age, format_clock

MEGABYTE = 1_000_000


class StatusFact(NamedTuple):
    """A label and its value."""

    label: str
    text: str
    note: str = ""
    css: str = ""
    percent: str = ""  # width of a progress bar, 0 to 100; "" without a bar


class StatusGroup(NamedTuple):
    """A group of facts."""

    title: str
    facts: list[StatusFact]


def build_groups(request: EconRequest) -> list[StatusGroup]:
    """Returns all facts about the connection to e-conomic, without calling it."""
    status = request.economic.get_status()
    return [
        StatusGroup(
            _("e-conomic"),
            [_last_answered_fact(status.last_answered), _availability_fact(status), _grant_fact(status.tokens_refused)],
        ),
        StatusGroup(_("Limits"), [*_quota_facts(status.quota), _active_calls_fact(status)]),
        StatusGroup(
            _("Cache"),
            [
                StatusFact(_("Responses"), format_count(status.cached_responses), _("This agreement, all workers")),
                StatusFact(_("Size"), _("%(size)s MB") % {"size": _format_megabytes(status.cached_bytes)}),
                StatusFact(
                    _("Records in memory"),
                    format_count(status.cached_records),
                    _("In the worker that served this page"),
                ),
            ],
        ),
        StatusGroup(
            _("This dashboard"), [_upstream_fact(), StatusFact(_("Version"), _read_version()), *_figure_facts()]
        ),
    ]


def format_count(number: int) -> str:
    """Formats a count: 3.684."""
    return f"{number:,}".replace(",", ".")


def _last_answered_fact(last_answered: datetime | None) -> StatusFact:
    if last_answered is None:
        return StatusFact(_("Last answered"), _("Not yet"))
    age = build_age(last_answered)
    return StatusFact(_("Last answered"), age.clock, age.text)


def _availability_fact(status: GatewayStatus) -> StatusFact:
    label = _("Sends requests")
    if status.circuit_opened is None and status.retries_at is None:
        return StatusFact(label, _("Yes"))
    text = (
        _("Paused until %(time)s") % {"time": format_clock(status.retries_at, seconds=True)}
        if status.retries_at
        else _("Retrying")
    )
    note = (
        _("No answer since %(time)s") % {"time": format_clock(status.circuit_opened)}
        if status.circuit_opened
        else _("Rate limited by e-conomic")
    )
    return StatusFact(label, text, note, "bad")


def _grant_fact(refused_at: datetime | None) -> StatusFact:
    if refused_at is None:
        return StatusFact(_("Access tokens"), _("Accepted"))
    return StatusFact(_("Access tokens"), _("Refused since %(time)s") % {"time": format_clock(refused_at)}, css="bad")


def _quota_facts(quota: Quota | None) -> list[StatusFact]:
    if quota is None or quota.limit is None or quota.used is None:
        return [StatusFact(_("Used"), _("Not reported by e-conomic"))]
    numbers = {"used": format_count(quota.used), "limit": format_count(quota.limit)}
    window = _describe_window(quota.window) if quota.window else ""
    share = min(100, round(100 * quota.used / max(quota.limit, 1)))
    cost = format_count(quota.cost) if quota.cost is not None else _("Not reported by e-conomic")
    return [
        StatusFact(_("Used"), _("%(used)s of %(limit)s") % numbers, window, percent=str(share)),
        StatusFact(_("Cost of the last call"), cost),
    ]


def _describe_window(seconds: int) -> str:
    return ngettext("In %(seconds)s second", "In %(seconds)s seconds", seconds) % {"seconds": format_count(seconds)}


def _active_calls_fact(status: GatewayStatus) -> StatusFact:
    numbers = {"now": format_count(status.active_calls), "most": format_count(status.max_concurrent_calls)}
    text = _("%(now)s of at most %(most)s") % numbers
    return StatusFact(_("Calls in progress"), text, _("In the worker that served this page"))


def _upstream_fact() -> StatusFact:
    economic = settings.ECONOMIC
    origin = get_origin(economic.base_url)
    return StatusFact(_("Address"), _("The embedded sandbox") if economic.embedded else origin)


def _figure_facts() -> list[StatusFact]:
    """Returns the figures that monitoring gets too: `/metrics`."""
    figures, everywhere = read_figures(), _("All agreements")
    unconfirmed = figures.unconfirmed_writes or 0
    return [
        StatusFact(_("Unsent drafts"), format_count(figures.unsent_drafts or 0), everywhere),
        StatusFact(_("Unconfirmed writes"), format_count(unconfirmed), everywhere, "bad" if unconfirmed else ""),
        StatusFact(_("Rows of the audit trail"), format_count(figures.trail_length or 0), everywhere),
        _backup_fact(figures.backup_at),
        StatusFact(_("Free disk space"), _("%(size)s MB") % {"size": format_count(figures.free_bytes // MEGABYTE)}),
    ]


def _backup_fact(backup_at: datetime | None) -> StatusFact:
    css = "bad" if is_backup_late(timezone.now()) else ""
    if backup_at is None:
        return StatusFact(_("Last backup"), _("Not yet"), css=css)
    age = build_age(backup_at)
    return StatusFact(_("Last backup"), age.clock, age.text, css)


def _format_megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".replace(".", ",")


@cache
def _read_version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
