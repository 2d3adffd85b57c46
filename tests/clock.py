"""The clock of the tests: it starts at the same moment on whatever day they are run, and then runs on.

pytest starts it in `tests/conftest.py`, before anything is imported that reads the date, so that all sandboxes and
pages have the same date. A process that shares data with the tests calls `start_clock` too.
"""

import os
from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
DAY = NOW.date()
SHIFT_VARIABLE = "TESTS_CLOCK_SHIFT"
"""Seconds between the machine's clock and the tests', for the processes that tests start."""


def start_clock() -> time_machine.travel:
    """Set this process's clock; `stop()` of the result restores the machine's."""
    machine_time = datetime.now(NOW.tzinfo).timestamp()
    shift = float(os.environ.setdefault(SHIFT_VARIABLE, str(NOW.timestamp() - machine_time)))
    travel = time_machine.travel(machine_time + shift, tick=True)
    travel.start()
    return travel
