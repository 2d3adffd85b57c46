"""What processes take of the machine, from /proc."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tests.processes import list_descendants

TICKS = os.sysconf("SC_CLK_TCK")
LOAD_GENERATOR = "load generator"


def read_cpu(pid: int) -> float:
    """CPU seconds of a process and its descendants, those that have ended included."""
    fields = [_read_times(process) for process in (pid, *list_descendants(pid))]
    return sum(sum(times) for times in fields) / TICKS


def _read_times(pid: int) -> tuple[int, ...]:
    """utime, stime, and those of children that were waited for."""
    text = Path(f"/proc/{pid}/stat").read_text()
    return tuple(map(int, text.rpartition(")")[2].split()[11:15]))


def read_busy_seconds() -> float:
    """CPU seconds of the whole machine: neither idle nor waiting for a disk."""
    user, nice, system, _idle, _wait, irq, softirq, *_ = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    )
    return (user + nice + system + irq + softirq) / TICKS


@dataclass(frozen=True)
class Moment:
    """CPU seconds so far, of each component and of the machine."""

    at: float
    machine: float
    components: Mapping[str, float]


@dataclass(frozen=True)
class Usage:
    """Cores that were busy between two moments: 1 is one core all the time."""

    seconds: float
    machine: float
    components: Mapping[str, float]

    @property
    def others(self) -> float:
        """Cores that programs took which are not part of the simulation."""
        return max(0.0, self.machine - sum(self.components.values()))


def read_moment(pids: Mapping[str, tuple[int, ...]]) -> Moment:
    components = {name: sum(map(read_cpu, processes)) for name, processes in pids.items()}
    own = os.times()
    return Moment(perf_counter(), read_busy_seconds(), components | {LOAD_GENERATOR: own.user + own.system})


def compare_moments(before: Moment, after: Moment) -> Usage:
    seconds = after.at - before.at
    components = {name: (after.components[name] - cpu) / seconds for name, cpu in before.components.items()}
    return Usage(seconds, (after.machine - before.machine) / seconds, components)


def name_saturated(usage: Usage, cores: int, single_threaded: frozenset[str]) -> str:
    """What has nothing left: a component that can use one core only, or the cores. Empty: none of them."""
    shares = {**usage.components, "other programs": usage.others}
    largest = max(shares, key=lambda name: shares[name])
    for name in single_threaded:
        if usage.components.get(name, 0.0) > 0.85:
            return name
    return f"the {cores} cores, mostly by {largest}" if usage.machine > 0.88 * cores else ""
