"""The figures that say how the dashboard is doing, for the status page and for Prometheus.

They are read where all processes share them: database, shared flags, data folder.
"""

import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from econ_admin.access.models import Agreement
from econ_admin.gateway import Quota, is_prepared, open_session
from econ_admin.gateway.shared_flags import (
    CIRCUIT_OPENED,
    LAST_ANSWERED,
    TOKENS_REFUSED,
    FlagsUnavailable,
    SharedFlag,
)
from econ_admin.operations.last_backup import read_last_backup
from econ_admin.trail.models import Entry, Link, State

UNCONFIRMED_AFTER = timedelta(minutes=2)  # until then a write may still be under way

count_unsent_drafts: list[Callable[[], int]] = []  # the app adds its own: this package does not know it


@dataclass(frozen=True, slots=True)
class AgreementFigures:
    """The state of one agreement's connection to e-conomic."""

    slug: str
    is_circuit_open: bool
    is_refused: bool
    limit: int | None
    left: int | None
    """Of the rate limit, by its last answer; None if that is longer ago than its window."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is in the database and on the disk. None: the database does not answer."""

    unsent_drafts: int | None
    unconfirmed_writes: int | None
    trail_length: int | None
    backup_at: datetime | None
    free_bytes: int
    agreements: list[AgreementFigures] = field(default_factory=list)


def read_figures() -> Figures:
    backup, free = read_last_backup(settings.DATA_DIR), shutil.disk_usage(settings.DATA_DIR).free
    backup_at = backup.at if backup else None
    try:
        agreements = list(Agreement.objects.filter(removed_at=None).order_by("slug"))
        return Figures(
            sum(count() for count in count_unsent_drafts),
            _count_unconfirmed(agreements),
            _count_links(),
            backup_at,
            free,
            list(_read_agreements(agreements, time.time())),
        )
    except Error:
        return Figures(None, None, None, backup_at, free)


class FigureCollector(Collector):
    """Offers the figures to Prometheus."""

    def collect(self) -> Iterator[Metric]:
        figures = read_figures()
        counts = {
            "unsent_drafts": ("Drafts that were not sent yet.", figures.unsent_drafts),
            "unconfirmed_writes": ("Writes of unknown outcome, after two minutes.", figures.unconfirmed_writes),
            "trail_length": ("Rows of the audit trail.", figures.trail_length),
            "disk_free_bytes": ("Free space in DATA_DIR.", figures.free_bytes),
            "backup_timestamp_seconds": (
                "When the last backup was made.", figures.backup_at.timestamp() if figures.backup_at else None
            ),
            "database_up": ("Whether the database answers.", int(figures.trail_length is not None)),
        }  # fmt: skip
        for name, (description, value) in counts.items():
            yield GaugeMetricFamily(f"econ_admin_{name}", description, value=value)
        yield from _describe_agreements(figures.agreements)


def _describe_agreements(agreements: list[AgreementFigures]) -> Iterator[Metric]:
    names: Mapping[str, tuple[str, Callable[[AgreementFigures], float | None]]] = {
        "circuit_open": ("Whether calls are paused after failures.", lambda figures: figures.is_circuit_open),
        "tokens_refused": ("Whether e-conomic refuses the tokens.", lambda figures: figures.is_refused),
        "rate_limit": ("The rate limit, as e-conomic stated it last.", lambda figures: figures.limit),
        "rate_limit_left": ("What is left of the rate limit.", lambda figures: figures.left),
    }
    for name, (description, get_value) in names.items():
        family = GaugeMetricFamily(f"econ_admin_{name}", description, labels=["agreement"])
        for agreement in agreements:
            if (value := get_value(agreement)) is not None:
                family.add_metric([agreement.slug], value)
        yield family


def _count_unconfirmed(agreements: list[Agreement]) -> int:
    """Counts by the index, which begins with the agreement."""
    before = timezone.now() - UNCONFIRMED_AFTER
    return Entry.objects.filter(agreement__in=agreements, state=State.UNKNOWN, at__lt=before).count()


def _count_links() -> int:
    """Returns the number of the last link: links are numbered, and none is ever deleted."""
    last = Link.objects.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def _read_agreements(agreements: list[Agreement], now: float) -> Iterator[AgreementFigures]:
    if not is_prepared(settings.ECONOMIC_CACHE):
        return
    shared_flags = open_session(settings.ECONOMIC_CACHE).shared_flags
    try:
        flags_of_all = shared_flags.get_flags_of_all([agreement.cache_id for agreement in agreements])
    except (FlagsUnavailable, sqlite3.Error):
        return
    for agreement in agreements:
        flags = flags_of_all[agreement.cache_id]
        quota = _read_quota(flags.get(LAST_ANSWERED), now)
        left = None if quota.limit is None or quota.used is None else max(0, quota.limit - quota.used)
        yield AgreementFigures(agreement.slug, CIRCUIT_OPENED in flags, TOKENS_REFUSED in flags, quota.limit, left)


def _read_quota(flag: SharedFlag | None, now: float) -> Quota:
    """Returns the quota of the last answer; none if its window is over."""
    quota = Quota(**json.loads(flag.detail)) if flag and flag.detail else Quota()
    return quota if flag and quota.window and now - flag.at <= quota.window else Quota()
