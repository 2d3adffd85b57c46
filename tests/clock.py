"""The clock of the tests: it begins at the same moment on any day that they are run, and then runs on.

pytest starts it in `tests/conftest.py`, before anything is imported that could ask what day it is; so no sandbox and
no page of the suite can be on another. A process that shares data with the tests calls `start_clock` too.
"""

import os
from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
DAY = NOW.date()
SHIFT = "TESTS_CLOCK_SHIFT"
"""Seconds between the machine's clock and ours, for the processes that tests start."""


def start_clock() -> time_machine.travel:
    """Set this process's clock; its `stop()` gives the machine's back."""
    machine = datetime.now(NOW.tzinfo).timestamp()
    shift = float(os.environ.setdefault(SHIFT, str(NOW.timestamp() - machine)))
    traveller = time_machine.travel(machine + shift, tick=True)
    traveller.start()
    return traveller
