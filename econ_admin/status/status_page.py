"""The state page's facts, as ready text. Numbers are Danish, as everywhere; no token is ever among them."""

import tomllib
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from econ_admin.access.request import EconRequest
from econ_admin.gateway import GatewayStatus, Quota
from econ_admin.gateway.upstream import get_origin
from econ_admin.status.ages import build_age, format_clock

MEGABYTE = 1_000_000


class StatusFact(NamedTuple):
    """What it is, and how it stands."""

    label: str
    text: str
    note: str = ""
    css: str = ""
    percent: str = ""  # of a bar of 100; "" without a bar


class StatusGroup(NamedTuple):
    """Facts that belong together."""

    title: str
    facts: list[StatusFact]


def build_groups(request: EconRequest) -> list[StatusGroup]:
    """All that is known of how things stand, without asking e-conomic."""
    status = request.economic.get_status()
    return [
        StatusGroup(
            _("e-conomic"),
            [_last_answered_fact(status.last_answered), _availability_fact(status), _grant_fact(status.tokens_refused)],
        ),
        StatusGroup(_("Limits"), [*_quota_facts(status.quota), _active_calls_fact(status)]),
        StatusGroup(
            _("What is kept"),
            [
                StatusFact(
                    _("Answers"), format_count(status.cached_responses), _("Of all agreements, for all workers")
                ),
                StatusFact(_("Size"), _("%(size)s MB") % {"size": _format_megabytes(status.cached_bytes)}),
                StatusFact(
                    _("Records in memory"), format_count(status.cached_records), _("Of the worker that answered this")
                ),
            ],
        ),
        StatusGroup(_("This dashboard"), [_upstream_fact(), StatusFact(_("Version"), _read_version())]),
    ]


def format_count(number: int) -> str:
    """A count: 3.684."""
    return f"{number:,}".replace(",", ".")


def _last_answered_fact(last_answered: datetime | None) -> StatusFact:
    if last_answered is None:
        return StatusFact(_("Last answered"), _("Not yet"))
    age = build_age(last_answered)
    return StatusFact(_("Last answered"), age.clock, age.text)


def _availability_fact(status: GatewayStatus) -> StatusFact:
    label = _("Is asked")
    if status.circuit_opened is None and status.retries_at is None:
        return StatusFact(label, _("Yes"))
    text = (
        _("Not until %(time)s") % {"time": format_clock(status.retries_at, seconds=True)}
        if status.retries_at
        else _("Is tried again")
    )
    note = (
        _("Silent since %(time)s") % {"time": format_clock(status.circuit_opened)}
        if status.circuit_opened
        else _("It told us to wait")
    )
    return StatusFact(label, text, note, "bad")


def _grant_fact(refused_at: datetime | None) -> StatusFact:
    if refused_at is None:
        return StatusFact(_("Grant"), _("Accepted"))
    return StatusFact(_("Grant"), _("Refused since %(time)s") % {"time": format_clock(refused_at)}, css="bad")


def _quota_facts(quota: Quota | None) -> list[StatusFact]:
    if quota is None or quota.limit is None or quota.used is None:
        return [StatusFact(_("Used"), _("e-conomic has not said"))]
    numbers = {"used": format_count(quota.used), "limit": format_count(quota.limit)}
    window = _("In %(seconds)s seconds") % {"seconds": format_count(quota.window)} if quota.window else ""
    share = min(100, round(100 * quota.used / max(quota.limit, 1)))
    cost = format_count(quota.cost) if quota.cost is not None else _("e-conomic has not said")
    return [
        StatusFact(_("Used"), _("%(used)s of %(limit)s") % numbers, window, percent=str(share)),
        StatusFact(_("The last call cost"), cost),
    ]


def _active_calls_fact(status: GatewayStatus) -> StatusFact:
    numbers = {"now": format_count(status.active_calls), "most": format_count(status.max_concurrent_calls)}
    text = _("%(now)s of at most %(most)s") % numbers
    return StatusFact(_("Calls under way"), text, _("Of the worker that answered this"))


def _upstream_fact() -> StatusFact:
    economic = settings.ECONOMIC
    origin = get_origin(economic.base_url)
    return StatusFact(_("Asks"), _("The embedded sandbox") if economic.embedded else origin, css="tab")


def _format_megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".replace(".", ",")


@cache
def _read_version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
