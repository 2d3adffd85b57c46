"""The tests' own clock: the day is the same on whichever day they are run."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from econ_admin import connection
from econ_admin.sandbox import Sandbox
from tests.clock import DAY, NOW


def test_pages_and_sandboxes_tell_the_time_of_the_tests(sandbox: Sandbox) -> None:
    assert timezone.localdate() == DAY
    assert timedelta() <= sandbox.now() - NOW < timedelta(hours=6)
    assert connection.get_embedded_sandbox() is sandbox


def test_a_process_that_starts_the_clock_tells_the_same_time() -> None:
    script = "from tests.clock import start_clock; start_clock(); import time; print(time.time())"

    told = subprocess.check_output([sys.executable, "-c", script], cwd=Path(__file__).parents[1], text=True)

    assert abs(datetime.fromtimestamp(float(told), UTC) - datetime.now(UTC)) < timedelta(minutes=1)
