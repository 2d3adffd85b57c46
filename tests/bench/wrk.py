"""wrk, where this machine has it: many requests over kept connections, and what came of them."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.table import Remark

SCRIPT = Path(__file__).with_name("wrk.lua")
CONNECTIONS = 16
WRK_IS_MISSING = Remark("not measured: wrk is missing on this machine (Debian: apt-get install wrk)")


@dataclass(frozen=True)
class WrkResult:
    """What wrk saw; p50 and p99 in seconds, all kinds of errors in one number."""

    per_second: float
    p50: float
    p99: float
    errors: int


def run_wrk(addresses: Sequence[str], cookies: Mapping[str, str], duration: int) -> WrkResult | None:
    """So many seconds of requests to these in turn; None where there is no wrk."""
    if not (wrk := shutil.which("wrk")):
        return None
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    paths = [address.removeprefix(_origin(address)) for address in addresses]
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{duration}s", "--timeout", "10s", "-s", str(SCRIPT)]
    completed = subprocess.run(
        [*command, _origin(addresses[0]), "--", cookie, *paths], check=True, capture_output=True, text=True
    )
    return WrkResult(**json.loads(completed.stdout.splitlines()[-1]))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
