"""The state page's facts, as ready text. Numbers are Danish, as everywhere; no token is ever among them."""

import tomllib
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from econ_admin.gateway import Spending, State
from econ_admin.gateway.upstream import origin_of
from econ_admin.http import EconRequest
from econ_admin.status.ages import age_of, clock

MEGABYTE = 1_000_000


class Fact(NamedTuple):
    """What it is, and how it stands."""

    label: str
    text: str
    note: str = ""
    css: str = ""
    used: str = ""  # of a bar of 100; "" without a bar


class Group(NamedTuple):
    """Facts that belong together."""

    title: str
    facts: list[Fact]


def groups(request: EconRequest) -> list[Group]:
    """All that is known of how things stand, without asking e-conomic."""
    state = request.economic.state()
    return [
        Group(_("e-conomic"), [_answered(state.answered), _asking(state), _grant(state.refused)]),
        Group(_("Limits"), [*_spending(state.spending), _under_way(state)]),
        Group(
            _("What is kept"),
            [
                Fact(_("Answers"), whole(state.kept_answers), _("Of all agreements, for all workers")),
                Fact(_("Size"), _("%(size)s MB") % {"size": _megabytes(state.kept_bytes)}),
                Fact(_("Records in memory"), whole(state.records_in_memory), _("Of the worker that answered this")),
            ],
        ),
        Group(_("This dashboard"), [_address(), Fact(_("Version"), _version())]),
    ]


def whole(number: int) -> str:
    """A count: 3.684."""
    return f"{number:,}".replace(",", ".")


def _answered(at: datetime | None) -> Fact:
    if at is None:
        return Fact(_("Last answered"), _("Not yet"))
    age = age_of(at)
    return Fact(_("Last answered"), age.clock, age.words)


def _asking(state: State) -> Fact:
    label = _("Is asked")
    if state.silent is None and state.asks_again is None:
        return Fact(label, _("Yes"))
    until = (
        _("Not until %(time)s") % {"time": clock(state.asks_again, seconds=True)}
        if state.asks_again
        else _("Is tried again")
    )
    since = _("Silent since %(time)s") % {"time": clock(state.silent)} if state.silent else _("It told us to wait")
    return Fact(label, until, since, "bad")


def _grant(refused: datetime | None) -> Fact:
    if refused is None:
        return Fact(_("Grant"), _("Accepted"))
    return Fact(_("Grant"), _("Refused since %(time)s") % {"time": clock(refused)}, css="bad")


def _spending(spending: Spending | None) -> list[Fact]:
    if spending is None or spending.limit is None or spending.used is None:
        return [Fact(_("Used"), _("e-conomic has not said"))]
    said = {"used": whole(spending.used), "limit": whole(spending.limit)}
    window = _("In %(seconds)s seconds") % {"seconds": whole(spending.window)} if spending.window else ""
    share = min(100, round(100 * spending.used / max(spending.limit, 1)))
    cost = whole(spending.cost) if spending.cost is not None else _("e-conomic has not said")
    return [
        Fact(_("Used"), _("%(used)s of %(limit)s") % said, window, used=str(share)),
        Fact(_("The last call cost"), cost),
    ]


def _under_way(state: State) -> Fact:
    said = {"now": whole(state.calls_under_way), "most": whole(state.calls_at_once)}
    text = _("%(now)s of at most %(most)s") % said
    return Fact(_("Calls under way"), text, _("Of the worker that answered this"))


def _address() -> Fact:
    economic = settings.ECONOMIC
    origin = origin_of(economic.base_url)
    return Fact(_("Asks"), _("The embedded sandbox") if economic.embedded else origin, css="tab")


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".replace(".", ",")


@cache
def _version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
