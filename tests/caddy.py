"""Caddy with our configuration in front of web processes, whose sockets are held as systemd holds them."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.site import ROOT, SERVER, free_port, start_with_socket, wait_for_port
from tests.site_client import SiteClient

START_TIMEOUT = 60  # seconds


class WebProcess:
    """A web process. As under systemd, its socket is open before it starts and after it ends."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment, self.port = environment, int(environment["PORT"])
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=2048)
        self.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    def start(self) -> None:
        self.process = start_with_socket(self.listener, SERVER, self.environment)
        self.wait_until_up()

    def reload(self) -> None:
        self.process.send_signal(signal.SIGHUP)
        time.sleep(1)  # until the old workers accept no more
        self.wait_until_up()

    def wait_until_up(self) -> None:
        requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=START_TIMEOUT).raise_for_status()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)

    def restart(self) -> None:
        self.stop()
        self.start()


@dataclass
class Proxied:
    """Web processes behind Caddy."""

    address: str
    authority: Path
    processes: list[WebProcess]
    proxy: "subprocess.Popen[bytes]"

    def trust(self, client: SiteClient) -> None:
        """Has a client accept the certificate and be of the same origin, as a browser at the site is."""
        client.browser.verify = str(self.authority)
        client.browser.headers["Origin"] = self.address

    def open_browser(self, person: str) -> SiteClient:
        browser = SiteClient(self.address)
        self.trust(browser)
        assert browser.sign_in(person).status_code == 303
        return browser


def find_caddy() -> str | None:
    return shutil.which("caddy")


@contextmanager
def run_behind_caddy(caddy: str, environments: Sequence[dict[str, str]]) -> Iterator[Proxied]:
    """Starts a web process for each environment, and Caddy with deploy/Caddyfile. The database is prepared already."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="econ-admin-caddy-")))
        processes = []
        for environment in environments:
            process = WebProcess({**environment, "PORT": str(free_port()), "TRUSTED_PROXIES": "1"})
            stack.callback(process.stop)
            processes.append(process)
        port = free_port()
        with (folder / "log").open("wb") as log:
            proxy = subprocess.Popen(
                [caddy, "run", "--config", str(ROOT / "deploy" / "Caddyfile"), "--adapter", "caddyfile"],
                env={
                    **os.environ,
                    "XDG_DATA_HOME": str(folder),
                    "XDG_CONFIG_HOME": str(folder),
                    "CADDY_ADMIN": f"localhost:{free_port()}",
                    "CADDY_HTTP_PORT": str(free_port()),
                    "CADDY_HTTPS_PORT": str(port),
                    "SITE": "localhost",
                    "UPSTREAMS": " ".join(f"127.0.0.1:{process.port}" for process in processes),
                },
                stdout=log,
                stderr=log,
            )
        stack.callback(proxy.wait, timeout=60)
        stack.callback(proxy.terminate)
        wait_for_port(port, proxy)
        authority = folder / "caddy/pki/authorities/local/root.crt"
        site = Proxied(f"https://localhost:{port}", authority, processes, proxy)
        _wait_for_certificate(site)
        yield site


def _wait_for_certificate(site: Proxied) -> None:
    """Caddy makes its authority and the certificate when it has started."""
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            requests.get(f"{site.address}/healthz", verify=str(site.authority), timeout=60).raise_for_status()
        except OSError:  # also without the authority's file, and what requests raises
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)  # another process
        else:
            return
