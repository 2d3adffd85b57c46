"""What is counted for Prometheus, by all workers of one server together.

gunicorn.conf.py makes a folder in memory, in which each worker counts in files of its slot. A worker that replaces
another takes over its slot and counts on in its files, so no count is lost and no file is left behind. Without that
folder (in tests, in commands) each process counts for itself.
"""

import os
from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, multiprocess, values
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
FOLDER_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"

_slot = "master"


def set_slot(slot: int) -> None:
    """Says which worker this is. Called in the worker, before anything is counted."""
    global _slot
    _slot = f"slot-{slot}"


def _get_slot() -> str:
    return _slot


IS_SHARED: Final = bool(os.environ.get(FOLDER_VARIABLE))
if IS_SHARED:
    values.ValueClass = values.MultiProcessValue(_get_slot)  # type: ignore[no-untyped-call]

REGISTRY: Final = CollectorRegistry()
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

requests = Counter(
    "econ_admin_requests", "Requests, by view and class of the status.", ["view", "status"], registry=REGISTRY
)
request_seconds = Histogram(
    "econ_admin_request_seconds", "Time to serve a page or a form.", registry=REGISTRY, buckets=SECONDS
)
upstream_calls = Counter(
    "econ_admin_upstream_calls", "Calls to e-conomic, by noun and outcome.", ["noun", "outcome"], registry=REGISTRY
)
upstream_seconds = Histogram(
    "econ_admin_upstream_seconds", "Time that calls to e-conomic took.", registry=REGISTRY, buckets=SECONDS
)
reads = Counter(
    "econ_admin_reads",
    "Reads, by noun and source: cache, upstream, or stale where e-conomic did not answer.",
    ["noun", "source"],
    registry=REGISTRY,
)


def classify_status(status: int | None) -> str:
    """Returns the outcome of a call: few values, so that the number of series is bounded. None: no answer."""
    match status:
        case None:
            return "no_answer"
        case 401 | 403:
            return "denied"
        case 429:
            return "rate_limited"
        case _ if status >= 500:
            return "error"
        case _ if status >= 400:
            return "refused"
    return "ok"


def render_metrics(collectors: Iterable[Collector] = ()) -> bytes:
    """Returns all series in Prometheus's text format, with those that the collectors read at this moment."""
    registry = CollectorRegistry()
    if IS_SHARED:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    for collector in collectors:
        registry.register(collector)
    own = b"" if IS_SHARED else generate_latest(REGISTRY)
    return own + generate_latest(registry)
