"""PostgreSQL and Redis behind TLS with a private authority, passwords and a user of its own with few rights."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
import redis

from econ_admin import environment
from econ_admin.gateway.redis_connection import RedisConnection, RedisUnavailable
from tests.office.certificates import Authority
from tests.servers import PostgreSQL, Redis, make_folder, running
from tests.site import KEYS, ROOT, SERVER, build_environment, run_sandbox, run_server
from tests.site_client import SiteClient

pytestmark = [pytest.mark.office, pytest.mark.slow, pytest.mark.processes, pytest.mark.enable_socket]

HOST = "127.0.0.1"
PASSWORD, WRITTEN_PASSWORD = "p@ss/w:rd", "p%40ss%2Fw%3Ard"
# As docs/operations.md has it.
RIGHTS = "~econ-admin:* resetchannels -@all +@read +@write +@connection +@transaction -@dangerous +eval +info +time"


ENCRYPTION = """
    SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'econ-admin'
"""


class TlsRedis(Redis):
    """Takes TLS only, and knows one user."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self.certificate, self.key = authority.issue(HOST, folder)
        super().__init__(folder)
        self.url = f"rediss://econ-admin:{WRITTEN_PASSWORD}@{HOST}:{self.port}/0?ssl_ca_certs={authority.file}"

    def get_command(self) -> Sequence[str]:
        rules = ["--user", "default", "off", "--user", "econ-admin", "on", f">{PASSWORD}", *RIGHTS.split()]
        files = ["--tls-cert-file", str(self.certificate), "--tls-key-file", str(self.key)]
        tls = ["--port", "0", "--tls-port", str(self.port), "--tls-auth-clients", "no", *files]
        return [*super().get_command(), *tls, *rules]


class TlsPostgreSQL(PostgreSQL):
    """Takes TLS only."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self.certificate, self.key = authority.issue(HOST, folder)
        super().__init__(folder)
        self.key.chmod(0o600)
        rules = folder / "data" / "pg_hba.conf"
        rules.write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")
        self.plain_url, self.authority = self.url, authority
        self.url += f"?sslmode=verify-full&sslrootcert={authority.file}"

    def get_command(self) -> Sequence[str]:
        files = ["-c", f"ssl_cert_file={self.certificate}", "-c", f"ssl_key_file={self.key}"]
        return [*super().get_command(), "-c", "ssl=on", *files]


Servers = tuple[TlsPostgreSQL, TlsRedis]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with make_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    return Authority(folder, "office")


@pytest.fixture(scope="module")
def stranger(folder: Path) -> Authority:
    """An authority that issued none of the certificates."""
    return Authority(folder, "stranger")


@pytest.fixture(scope="module")
def servers(folder: Path, authority: Authority) -> Iterator[Servers]:
    for name in ("postgresql", "redis"):
        (folder / name).mkdir()
    started = TlsPostgreSQL(folder / "postgresql", authority), TlsRedis(folder / "redis", authority)
    with running(*started):
        yield started


@pytest.fixture(scope="module")
def variables(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    addresses = {"DATABASE_URL": servers[0].url, "REDIS_URL": servers[1].url}
    with run_sandbox(20) as (_, of_sandbox):
        yield build_environment(tmp_path_factory.mktemp("data"), **of_sandbox, **KEYS, **addresses)


def run(environment: dict[str, str], *command: str) -> tuple[int, str]:
    result = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert PASSWORD not in result.stdout + result.stderr
    return result.returncode, result.stdout + result.stderr


def test_dashboard_runs_with_both_behind_tls(variables: dict[str, str], servers: Servers) -> None:
    status, output = run(variables, "prepare")
    assert status == 0, output
    assert "Redis does not answer" not in output

    with (
        run_server(SERVER, variables, int(variables["PORT"])),
        SiteClient(f"http://127.0.0.1:{variables['PORT']}", "editor") as editor,
        psycopg.connect(servers[0].url) as database,
        redis.Redis.from_url(servers[1].url) as shared,
    ):
        assert editor.fill_in("/economic/customers/10005/edit/", address="Sent With TLS 1").status_code == 303
        assert "Sent With TLS 1" in editor.get("/economic/customers/10005/").text
        assert editor.get("/economic/booked/?state=overdue").status_code == 200  # a long read, in Django's cache
        assert editor.get("/readyz").json()["cache"] is True
        assert database.execute(ENCRYPTION).fetchall() == [(True,)]
        assert list(shared.scan_iter("econ-admin:response:*"))
        status, output = run(variables, "doctor")
    assert "ok   database" in output, output
    assert "ok   cache" in output, output


def connect(url: str, folder: Path) -> None:
    """Connects as the dashboard does."""
    values = environment.read_database({"DATABASE_URL": url}, folder)
    options = {name: value for name, value in values["OPTIONS"].items() if name != "pool"}
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    psycopg.connect(**{name: values[key] for name, key in names.items()}, **options).close()


def test_database_is_trusted_by_its_authority_and_its_name(
    servers: Servers, stranger: Authority, tmp_path: Path
) -> None:
    """The certificate is for 127.0.0.1."""
    url, plain_url = servers[0].url, servers[0].plain_url
    wrong = {
        f"{plain_url}?sslmode=verify-full&sslrootcert={stranger.file}": "certificate verify failed",
        f"{plain_url}?sslmode=verify-ca&sslrootcert={stranger.file}": "certificate verify failed",
        f"{plain_url}?sslmode=verify-full": "root certificate file",
        url.replace(HOST, "localhost"): "does not match host name",
        f"{plain_url}?sslmode=disable": "no encryption",
    }

    connect(url, tmp_path)
    for wrong_url, reason in wrong.items():
        with pytest.raises(psycopg.OperationalError, match=reason):
            connect(wrong_url, tmp_path)


def is_answered(url: str) -> bool:
    location = environment.read_redis({"REDIS_URL": url})
    assert location
    connection = RedisConnection(location)
    try:
        return bool(connection.run(lambda client: client.time()))
    except RedisUnavailable:
        return False
    finally:
        connection.close()


def test_redis_is_trusted_by_its_authority_its_name_and_password(
    servers: Servers, authority: Authority, stranger: Authority
) -> None:
    url = servers[1].url
    wrong = (
        url.partition("?")[0],
        url.replace(str(authority.file), str(stranger.file)),
        url.replace(str(authority.file), "/nowhere.pem"),
        url.replace(HOST, "localhost"),
        url.replace(WRITTEN_PASSWORD, "other"),
        url.replace("econ-admin:", "default:"),
    )

    assert is_answered(url)
    assert is_answered(url.replace("rediss://", "valkeys://"))
    assert [is_answered(address) for address in wrong] == [False] * len(wrong)
    assert len({url, *wrong}) == 1 + len(wrong)


def test_user_of_redis_has_no_other_rights(servers: Servers) -> None:
    with redis.Redis.from_url(servers[1].url) as client:
        for command in (("CONFIG", "GET", "*"), ("FLUSHALL",), ("GET", "another-program")):
            with pytest.raises(redis.exceptions.NoPermissionError):
                client.execute_command(*command)
