"""What happens while people work: deploys, faults of e-conomic, workers that are replaced, samples of memory."""

import itertools
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import requests

from tests.caddy import Proxied
from tests.processes import list_children, read_pss
from tests.site import prepare_dashboard
from tests.soak.journal import Journal

FAULTS = ("status:500", "silence-before", "throttle:5", "garbage", "slow:3000", "silence-after", "status:503")
LONGEST_FAULT = 20.0  # seconds
DEPLOYS = (5, 10)  # of 60 parts of the time; later the second process stands, so that its memory can be compared
FAULT_PERIOD, RECYCLING_PERIOD, SAMPLE_PERIOD = 4, 5, 1  # of 60 parts
WARM_UP = 10  # of 60 parts after the last deploy, in which the caches become full


@dataclass(frozen=True)
class Sample:
    """Memory at a time, in megabytes (PSS) by group of processes."""

    seconds: float
    megabytes: Mapping[str, float]


@dataclass
class Events:
    """Everything that happens, on a thread of its own each."""

    site: Proxied
    economic: str
    journal: Journal
    groups: Mapping[str, Callable[[], int]]
    """The first process of each group, whose children belong to it."""
    duration: float
    fill_caches: Callable[[], None]
    """Called after the last deploy."""
    counts: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)
    _started: float = field(default_factory=time.monotonic)
    _processes: threading.Lock = field(default_factory=threading.Lock)

    @property
    def part(self) -> float:
        """Seconds of one of 60 parts."""
        return self.duration / 60

    def run(self) -> None:
        """Returns when the time is over. Raises what went wrong in an event."""
        is_over = threading.Event()
        schedule = (
            (self.deploy, iter(DEPLOYS)),
            (self.fail, itertools.count(3, FAULT_PERIOD)),
            (self.recycle, itertools.count(3, RECYCLING_PERIOD)),
            (self.sample, itertools.count(0, SAMPLE_PERIOD)),
        )
        threads = [threading.Thread(target=self._repeat, args=(*entry, is_over)) for entry in schedule]
        for thread in threads:
            thread.start()
        is_over.wait(self.duration)
        is_over.set()
        for thread in threads:
            thread.join()
        for error in self.errors:
            raise error

    def deploy(self, is_over: threading.Event) -> None:
        """As docs/operations.md says: prepare, and restart the processes in turn."""
        for process in self.site.processes:
            with self._processes:
                prepare_dashboard(process.environment)
                process.restart()
        self.counts["deploys"] += 1
        if self.counts["deploys"] == len(DEPLOYS):
            self.fill_caches()

    def fail(self, is_over: threading.Event) -> None:
        """Every call to e-conomic fails in one way, for some seconds."""
        fault = FAULTS[self.counts["faults"] % len(FAULTS)]
        self.journal.begin_fault()
        for method in ("GET", "POST", "PUT"):
            body = {"method": method, "path": "/", "fault": fault, "times": 100_000}
            requests.post(f"{self.economic}/_sandbox/faults", json=body, timeout=60).raise_for_status()
        is_over.wait(min(LONGEST_FAULT, self.part * FAULT_PERIOD / 3))
        requests.delete(f"{self.economic}/_sandbox/faults", timeout=60).raise_for_status()
        self.journal.end_fault()
        self.counts["faults"] += 1

    def recycle(self, is_over: threading.Event) -> None:
        """Ends a worker of the first process, which finishes its requests; another one takes its place."""
        with self._processes:
            os.kill(list_children(self.site.processes[0].pid)[0], signal.SIGTERM)
        self.counts["recycled"] += 1

    def sample(self, is_over: threading.Event) -> None:
        megabytes = {name: read_megabytes(find()) for name, find in self.groups.items()}
        self.samples.append(Sample(time.monotonic() - self._started, megabytes))

    def get_growth(self, group: str) -> float:
        """The mean of the last five samples by that of the first five when all was warm after the last deploy."""
        warm = [sample for sample in self.samples if sample.seconds >= (DEPLOYS[-1] + WARM_UP) * self.part]
        first, last = (sum(sample.megabytes[group] for sample in some) for some in (warm[:5], warm[-5:]))
        return last / first

    def _repeat(self, act: Callable[[threading.Event], None], parts: Iterator[int], is_over: threading.Event) -> None:
        for part in parts:
            if is_over.wait(max(0.0, self._started + part * self.part - time.monotonic())):
                return
            try:
                act(is_over)
            except Exception as error:  # noqa: BLE001  # raised again by run
                self.errors.append(error)
                is_over.set()


def read_megabytes(process: int) -> float:
    """Memory of a process and its children."""
    return sum(map(read_pss, (process, *list_children(process)))) / 1024
