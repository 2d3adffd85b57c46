"""A dashboard that can be killed and comes back on the same data folder."""

import os
import random
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tests.processes import list_children
from tests.site import ROOT, SERVER, wait_for_port


class Server:
    """The server of `make run`, but that it loads the application before it forks: a killed worker is back at once."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self.port = int(environment["PORT"])
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [*SERVER, "--preload"],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for_port(self.port, self._process)

    def kill_worker(self, chance: random.Random) -> None:
        """Kills one of the workers that serve requests. The master process starts another."""
        while not (workers := [worker for worker in list_children(self._process.pid) if _serves(worker)]):
            time.sleep(0.02)  # other processes: they are starting
        _kill(chance.choice(workers))

    def kill(self) -> None:
        """Kills the master first, so that it starts no other workers, and starts the server again."""
        workers = list_children(self._process.pid)
        self._process.kill()
        self._process.wait()
        for worker in workers:
            _kill(worker)
        while any(Path(f"/proc/{worker}/exe").exists() for worker in workers):
            time.sleep(0.01)  # until the port is free
        self.start()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=60)


def _serves(worker: int) -> bool:
    """Whether it has started threads for requests."""
    try:
        return len([*Path(f"/proc/{worker}/task").iterdir()]) > 1
    except FileNotFoundError:
        return False


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
