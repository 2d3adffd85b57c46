"""Two agreements on a dashboard of two processes, under load: figures never mix, and rotating keys loses no request."""

import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.agreements.office import APP_TOKEN, GRANTS, TOKENS
from tests.site import ROOT, SERVER, build_environment, free_port, prepare_dashboard, run_server
from tests.site_client import TIMEOUT, SiteClient

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.enable_socket]  # it never leaves this machine

THREADS = 32
ROUNDS = 12
NAME, PASSWORD = "anna", "a-long-password-of-anna"
SLUGS = {"Alfa": "alfa-as", "Bravo": "bravo-as"}
PATHS = (
    "",
    "customers/",
    "customers/?limit=over",
    "booked/?state=overdue",
    "drafts/",
    "booked/sum/",
    "customers/customers.csv",
)
OLD_KEY, NEW_KEY = "old-key-" + "o" * 40, "new-key-" + "n" * 40
MANY_ROWS = 400
ADD_ROWS = f"""
from econ_admin.access.agreements import seal_grant
from econ_admin.access.models import Agreement
from econ_admin.gateway import Secret
for number in range({MANY_ROWS}):
    row = Agreement.objects.create(slug=f"filler-{{number}}", name="Filler", fingerprint="filler", number=number)
    row.sealed_grant = seal_grant(row, Secret("filler-token"))
    row.save()
"""


@pytest.fixture(scope="module")
def office_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, folder = free_port(), tmp_path_factory.mktemp("office")
    command = [sys.executable, "-m", "tests.agreements.office_process", str(folder), str(port)]
    with run_server(command, build_environment(folder), port):
        yield f"http://127.0.0.1:{port}"


def build_site_environment(folder: Path, office_address: str, keys: str) -> dict[str, str]:
    return build_environment(
        folder,
        ECONOMIC_APP_SECRET_TOKEN=APP_TOKEN,
        ECONOMIC_BASE_URL=office_address,
        TOKEN_KEYS=keys,
        WEB_CONCURRENCY="2",
    )


@contextmanager
def run_site(env: dict[str, str]) -> Iterator[str]:
    prepare_dashboard(env)
    with run_server(SERVER, env, int(env["PORT"])):
        yield f"http://127.0.0.1:{env['PORT']}"


def manage(env: dict[str, str], *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, input=stdin, capture_output=True, text=True, check=False)


def sign_in(site: str) -> SiteClient:
    client = SiteClient(site)
    response = client.fill_in("/sign-in/", "password", username=NAME, password=PASSWORD)
    assert response.status_code == 303, response.text
    return client


def add_both(env: dict[str, str], site: str) -> None:
    added = manage(env, "person", "add", NAME, "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert added.returncode == 0, added.stderr
    with sign_in(site) as client:
        for company, grant in GRANTS.items():
            response = client.fill_in("/agreements/add/", "grant_token", grant_token=grant)
            assert response.status_code == 303, response.text
            assert response.headers["Location"] == f"/{SLUGS[company]}/agreement/"


def copy_session(client: SiteClient) -> SiteClient:
    """Another browser with the same session, for a thread of its own."""
    copied = SiteClient(client.site)
    copied.browser.cookies.update(client.browser.cookies)
    return copied


def read_figures(page: str) -> list[str]:
    """The amounts of a front page, and the numbers of the page over all."""
    return re.findall(r'<span class="sum[^"]*">([^<]+)<', page)


def read_rows(page: str) -> dict[str, list[str]]:
    rows = re.findall(r'<tr id="agreement-([\w-]+)"(.*?)</tr>', page, re.DOTALL)
    return {
        slug: re.findall(r'<a href="[^"]*"[^>]*>([^<]+)</a> <small class="soft">([^<]+)<', row) for slug, row in rows
    }


def strip_frame(page: str) -> str:
    """A page without the names of the agreements, which the switcher has."""
    return re.sub(r"(Alfa|Bravo) A/S", "", page)


def test_no_figure_of_an_agreement_is_shown_in_the_other(office_address: str, tmp_path: Path) -> None:
    env = build_site_environment(tmp_path, office_address, NEW_KEY)
    problems: list[str] = []
    with run_site(env) as site:
        add_both(env, site)
        with sign_in(site) as client:
            expected_figures = {company: read_figures(client.get(f"/{slug}/").text) for company, slug in SLUGS.items()}
            expected_rows = read_rows(client.get("/agreements/").text)
            csrf = client.find("/agreements/add/", r'name="csrfmiddlewaretoken" value="([^"]+)"')
        assert expected_figures["Alfa"] != expected_figures["Bravo"]
        assert all(len(figures) == 4 for figures in expected_figures.values())
        assert expected_rows["alfa-as"] != expected_rows["bravo-as"]
        assert all(len(figures) == 3 for figures in expected_rows.values())

        def browse(seed: int) -> int:
            choose, done = random.Random(seed), 0
            with copy_session(client) as own:
                for _ in range(ROUNDS):
                    company = choose.choice(sorted(SLUGS))
                    other, path = ({"Alfa", "Bravo"} - {company}).pop(), choose.choice(PATHS)
                    response = own.get(f"/{SLUGS[company]}/{path}")
                    page = strip_frame(response.text)
                    if response.status_code != 200 or other in page:
                        problems.append(f"{company} {path}: {response.status_code} {other in page}")
                    if not path and read_figures(page) != expected_figures[company]:
                        problems.append(f"{company}: {read_figures(page)}")
                    rows = read_rows(own.get("/agreements/").text)
                    if rows != expected_rows:
                        problems.append(f"all: {rows}")
                    if choose.random() < 0.3:  # what was cached is read again
                        form = {"csrfmiddlewaretoken": csrf, "next": f"/{SLUGS[company]}/"}
                        url = urljoin(site, f"/{SLUGS[company]}/refresh/")
                        refreshed = own.browser.post(url, form, timeout=TIMEOUT, allow_redirects=False)
                        assert refreshed.status_code == 303, refreshed.text
                    done += 2
            return done

        with ThreadPoolExecutor(THREADS) as pool:
            done = sum(pool.map(browse, range(THREADS)))

    assert done == THREADS * ROUNDS * 2
    assert problems == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if any(token.encode() in path.read_bytes() for token in TOKENS)]


def test_rotating_keys_under_load_loses_no_request(office_address: str, tmp_path: Path) -> None:
    env = build_site_environment(tmp_path, office_address, OLD_KEY)
    with run_site(env) as site:
        add_both(env, site)
    assert manage(env, "shell", "-c", ADD_ROWS).returncode == 0

    env = build_site_environment(tmp_path, office_address, f"{NEW_KEY},{OLD_KEY}")
    is_rotated, statuses = threading.Event(), list[int]()
    with run_site(env) as site, sign_in(site) as client:

        def browse(seed: int) -> None:
            choose = random.Random(seed)
            with copy_session(client) as own:
                while not is_rotated.is_set():
                    path = choose.choice(("/agreements/", "/alfa-as/", "/bravo-as/customers/", "/alfa-as/agreement/"))
                    statuses.append(own.get(path).status_code)

        with ThreadPoolExecutor(8) as pool:
            browsing = [pool.submit(browse, seed) for seed in range(8)]
            try:
                rotated = manage(env, "rotate-keys")
            finally:
                is_rotated.set()
            for thread in browsing:
                thread.result()

    assert f"{MANY_ROWS + 2} of {MANY_ROWS + 2} rows were sealed again" in rotated.stdout, rotated.stderr
    assert len(statuses) > 50
    assert set(statuses) == {200}
    for keys, status in ((NEW_KEY, 200), (OLD_KEY, 502)):
        env = build_site_environment(tmp_path, office_address, keys)
        with run_site(env) as site, sign_in(site) as client:
            assert client.get("/alfa-as/customers/").status_code == status
