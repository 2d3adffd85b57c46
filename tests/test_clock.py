"""The clock of the tests: the date is the same on whatever day they are run."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from econ_admin import connection
from econ_admin.sandbox import Sandbox
from tests.clock import DAY, NOW


def test_pages_and_sandboxes_use_the_clock_of_the_tests(sandbox: Sandbox) -> None:
    assert timezone.localdate() == DAY
    assert timedelta() <= sandbox.now() - NOW < timedelta(hours=6)
    assert connection.get_embedded_sandbox() is sandbox


def test_other_process_that_starts_the_clock_has_the_same_time() -> None:
    script = "from tests.clock import start_clock; start_clock(); import time; print(time.time())"

    output = subprocess.check_output([sys.executable, "-c", script], cwd=Path(__file__).parents[1], text=True)

    assert abs(datetime.fromtimestamp(float(output), UTC) - datetime.now(UTC)) < timedelta(minutes=1)
