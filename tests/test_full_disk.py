"""A real dashboard whose data folder is on a real full disk: pages can be read, and saves say what is wrong."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import ROOT, SERVER, build_environment, prepare_dashboard, run_sandbox, run_server
from tests.site_client import SiteClient

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.enable_socket]  # it never leaves this machine

NO_ROOM, NOT_SENT = "The server has no room left.", "nothing was sent to e-conomic"
PAGES = ("", "customers/", "customers/{number}/", "customers/{number}/edit/", "drafts/", "booked/", "status/")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """The folder of a small disk in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "econ-admin-tests", str(folder)]
    if (
        not hasattr(os, "geteuid")
        or os.geteuid()
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("needs a disk that may be mounted")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def environment(disk: Path) -> Iterator[dict[str, str]]:
    """The environment of a prepared dashboard on that disk, with a sandbox on another one."""
    with run_sandbox(60) as (_, variables):
        environment = build_environment(disk / "data", **variables)
        prepare_dashboard(environment)
        yield environment


def fill(disk: Path) -> None:
    """Writes until there is no room for another byte."""
    with (disk / "filler").open("wb", buffering=0) as file:
        for size in (65536, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue


def test_full_disk_allows_reading_and_says_why_nothing_is_saved(disk: Path, environment: dict[str, str]) -> None:
    site = f"http://127.0.0.1:{environment['PORT']}"
    with (
        run_server(SERVER, environment, int(environment["PORT"])),
        SiteClient(site, "admin") as admin,
        SiteClient(site) as stranger,
    ):
        number = admin.find("/economic/customers/", r'href="/economic/customers/(\d+)/')
        draft = admin.submit(admin.open_form(f"/economic/customers/{number}/", "csrfmiddlewaretoken", "/unsent/"))
        line_form = admin.open_form(draft.headers["Location"], "shown", "/lines/")
        admin.submit(line_form, description="First line", quantity="1", unit_net_price="100")
        form = admin.open_form(f"/economic/customers/{number}/edit/")
        fill(disk)

        statuses = {page: admin.get(f"/economic/{page.format(number=number)}").status_code for page in PAGES}
        save = admin.submit(form, name="Typed before the disk was full")
        line = admin.submit(line_form, description="Typed line")
        recovery = {**form.fields, "address": [f"/economic/customers/{number}/edit/"], "fields": ["name=Typed"]}
        copy = admin.browser.post(f"{site}/economic/customers/recovery/", recovery, timeout=60)
        refused = stranger.sign_in("editor")
        (disk / "filler").unlink()
        saved = admin.submit(form, name="Typed before the disk was full")

        assert set(statuses.values()) == {200}, statuses
        assert save.status_code == 422
        assert NO_ROOM in save.text
        assert NOT_SENT in save.text
        assert 'value="Typed before the disk was full"' in save.text
        assert line.status_code == 507
        assert NO_ROOM in line.text
        assert 'value="Typed line"' in line.text
        assert (copy.status_code, copy.text) == (507, f"{NO_ROOM} No recovery copy of your input could be kept.")
        assert refused.status_code == 507
        assert "Nobody can sign in until that is solved." in refused.text
        assert "out of date" not in refused.text
        assert saved.status_code == 303
        assert stranger.sign_in("editor").status_code == 303


def test_full_disk_at_start_is_one_sentence(disk: Path, environment: dict[str, str]) -> None:
    (disk / "data" / "econ-admin.sqlite").unlink()
    fill(disk)

    start = subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert start.returncode == 1
    assert start.stderr == f"econ-admin: There is no room left in {disk / 'data'}. Free some space and start again.\n"
