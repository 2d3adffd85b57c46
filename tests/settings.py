"""The settings under test: a separate data folder, fast password hashing, plain static files."""

import os
import tempfile
import threading
import time
from typing import SupportsIndex


def _sleep_on_event(seconds: float | SupportsIndex, /) -> None:
    threading.Event().wait(float(seconds))


if "faketime" in os.environ.get("LD_PRELOAD", ""):
    # With FAKETIME_DONT_FAKE_MONOTONIC, clock_nanosleep() of libfaketime 0.9.10 fails with EINVAL; Python sleeps by it.
    # Without that variable, waits with a timeout end at the wrong time. Waiting for a lock works with it.
    time.sleep = _sleep_on_event  # before any import keeps a reference to the original

for name in ("ECONOMIC_APP_SECRET_TOKEN", "ECONOMIC_AGREEMENT_GRANT_TOKEN", "ECONOMIC_BASE_URL", "PRODUCTION"):
    os.environ.pop(name, None)  # tests always run on the sandbox
for name in ("CVR_LOOKUP_URL", "CVR_LOOKUP_TOKEN"):
    os.environ.pop(name, None)
for name in ("DATABASE_URL", "REDIS_URL"):  # tests never run on an office's own servers
    os.environ.pop(name, None)
    if url := os.environ.get(f"TEST_{name}"):
        os.environ[name] = url
if "DATABASE_URL" in os.environ or "REDIS_URL" in os.environ:
    os.environ.setdefault("SECRET_KEY", "the-same-on-all-machines" * 3)
    os.environ.setdefault("TOKEN_KEYS", "the-same-on-all-machines")
_folder = tempfile.TemporaryDirectory(prefix="econ-admin-tests-")
os.environ["DATA_DIR"] = _folder.name

from econ_admin.gateway import RedisLocation  # noqa: E402
from econ_admin.gateway.retry_policy import RetryPolicy  # noqa: E402
from econ_admin.settings import *  # noqa: E402, F403  # the environment must be set first

ALLOWED_HOSTS = ["*"]
MIDDLEWARE = ["tests.safe_requests.SafeRequestsMiddleware", *MIDDLEWARE]  # noqa: F405  # a GET request that writes is an error
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ECONOMIC_RETRY_POLICY = RetryPolicy(base_delay=0, sleep=lambda seconds: None)  # tests never sleep to wait
SANDBOX_CUSTOMERS = 60
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir()  # noqa: F405  # whitenoise warns if it is missing
DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405  # each test closes its connection
DATABASE_HAS_CLOCK = False  # it is not the one of the tests
if REDIS:  # noqa: F405
    # Each process has a database, which each test empties. Its clock is not the one of the tests.
    _number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    ECONOMIC_CACHE = RedisLocation(REDIS.url.rpartition("/")[0] + f"/{_number}", REDIS.prefix, has_clock=False)  # noqa: F405
    CACHES["default"]["LOCATION"] = ECONOMIC_CACHE.url  # noqa: F405
