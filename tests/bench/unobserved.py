"""The settings without request ids, log lines and counts of requests, to measure what these cost."""

from econ_admin.settings import *  # noqa: F403

MIDDLEWARE = [name for name in MIDDLEWARE if "ObservationMiddleware" not in name]  # noqa: F405
