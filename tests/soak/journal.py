"""What came of all requests, and which of them were answered as they should."""

import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from statistics import quantiles

import requests

LONGEST = 40  # seconds: the longest that a save may take, docs/saving.md
AFTERMATH = 30  # seconds after the end of a fault, in which e-conomic is asked again only now and then
MAX_FAILURES_KEPT = 200
OUR_FAULT = "This is a problem on our side"


@dataclass
class Journal:
    """Kept by all people at once. A response that is right only while e-conomic fails counts only then."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    failed: int = 0
    explained: int = 0
    """Of the requests, those answered with what is wrong at e-conomic."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _is_fault_on: bool = False
    _last_fault: float = -AFTERMATH

    @property
    def count(self) -> int:
        return len(self.seconds)

    @property
    def share_answered(self) -> float:
        return 1 - self.failed / max(self.count, 1)

    def begin_fault(self) -> None:
        self._is_fault_on = True

    def end_fault(self) -> None:
        self._is_fault_on, self._last_fault = False, time.monotonic()

    def get_percentile(self, percent: int) -> float:
        return quantiles(self.seconds, n=100)[percent - 1]

    def note(self, what: str, response: requests.Response, started: float, problem: str) -> None:
        """`problem` is what the response lacks, "" if it is right for this request at any time."""
        seconds = time.monotonic() - started
        if problem and self._was_failing(started) and is_explained(response):
            problem, explained = "", 1
        else:
            explained = 0
        if not problem and seconds > LONGEST:
            problem = f"took {seconds:.0f} s"
        with self._lock:
            self.seconds.append(seconds)
            self.statuses[f"{what.partition(' ')[0]} {response.status_code}"] += 1
            self.explained += explained
        if problem:
            self._fail(f"{what}: {problem}: {response.status_code} {read_text(response)[:300]}")

    def note_error(self, what: str, error: Exception) -> None:
        """A request without an answer."""
        with self._lock:
            self.seconds.append(0.0)
        self._fail(f"{what}: {error!r}")

    def _was_failing(self, started: float) -> bool:
        return self._is_fault_on or started - self._last_fault < AFTERMATH

    def _fail(self, description: str) -> None:
        with self._lock:
            self.failed += 1
            if len(self.failures) < MAX_FAILURES_KEPT:
                self.failures.append(f"{time.strftime('%H:%M:%S')} {description}")


def is_explained(response: requests.Response) -> bool:
    """Whether a page of ours says what is wrong at e-conomic."""
    text = read_text(response)
    return response.status_code != 500 and "e-conomic" in text and OUR_FAULT not in text


def read_text(response: requests.Response) -> str:
    """The text of the page's main part."""
    main = response.text.partition("<main")[2].partition(">")[2]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))).strip()
