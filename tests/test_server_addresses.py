"""Addresses of PostgreSQL and Redis: what is accepted, and errors that say what is wrong without the address."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from econ_admin import environment
from econ_admin.server_addresses import parse_database_url, parse_redis_url

KEYS = {"SECRET_KEY": "s" * 50, "TOKEN_KEYS": "t"}


def test_whole_database_url() -> None:
    address = parse_database_url(
        "postgresql://econ%40office:p%40ss%2Fw%3Ard@db.example:6432/econ%20admin?sslmode=require"
    )

    assert (address.user, address.password) == ("econ@office", "p@ss/w:rd")
    assert (address.host, address.port, address.name) == ("db.example", "6432", "econ admin")
    assert address.options == {"sslmode": "require"}


def test_database_on_the_local_socket() -> None:
    address = parse_database_url("postgres:///econ?host=/var/run/postgresql")

    assert (address.user, address.password, address.port, address.options) == ("", "", "", {})
    assert (address.host, address.name) == ("/var/run/postgresql", "econ")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://u:secret@host/name", "must look like postgresql://"),
        ("postgresql://u:secret@host:port/name", "must look like"),
        ("postgresql://u:secret[@host/name", "must look like"),
        ("postgresql://u:sec#ret@host/name", "must look like"),
        ("postgresql://u:secret@host", "name of one database"),
        ("postgresql://u:secret@host/a/b", "name of one database"),
        ("postgresql://u:secret@host/" + "n" * 64, "longer than 63 bytes"),
        ("postgresql://u:secret@host/name?sslmode=always", "sslmode must be one of"),
        ("postgresql://u:secret@host/name?pool=9", "the option pool is unknown"),
    ],
)
def test_wrong_database_url_is_refused_without_its_password(url: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=reason) as raised:
        environment.read_database({"DATABASE_URL": url}, tmp_path)

    assert str(raised.value).startswith("DATABASE_URL: ")
    assert "sec" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_password_is_not_in_the_repr() -> None:
    assert "secret" not in repr(parse_database_url("postgresql://u:secret@host/name"))


def test_database_is_a_file_by_default(tmp_path: Path) -> None:
    database = environment.read_database({}, tmp_path)

    assert database["NAME"] == tmp_path / "econ-admin.sqlite"
    assert "pool" not in database["OPTIONS"]


def test_pool_has_a_size_and_bounded_waits(tmp_path: Path) -> None:
    env = {"DATABASE_URL": "postgresql://host/name", "DATABASE_POOL_SIZE": "7"}

    database = environment.read_database(env, tmp_path)

    assert database["CONN_MAX_AGE"] == 0
    assert database["OPTIONS"]["pool"]["max_size"] == 7
    assert database["OPTIONS"]["pool"]["timeout"] < 10
    assert "lock_timeout=5s" in database["OPTIONS"]["options"]


def test_pooler_of_transactions_gets_no_options_and_no_cursors(tmp_path: Path) -> None:
    env = {"DATABASE_URL": "postgresql://host/name"}

    direct = environment.read_database(env, tmp_path)
    pooled = environment.read_database(env | {"DATABASE_POOLER": "transaction"}, tmp_path)

    assert (direct["DISABLE_SERVER_SIDE_CURSORS"], pooled["DISABLE_SERVER_SIDE_CURSORS"]) == (False, True)
    assert direct["OPTIONS"].keys() - pooled["OPTIONS"].keys() == {"options"}
    with pytest.raises(ImproperlyConfigured, match="DATABASE_POOLER must be transaction"):
        environment.read_database(env | {"DATABASE_POOLER": "session"}, tmp_path)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_POOLER must be transaction"):
        environment.read_database({"DATABASE_POOLER": "session"}, tmp_path)


@pytest.mark.parametrize("size", ["0", "-1", "many", "501"])
def test_pool_size_must_be_a_number(size: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_POOL_SIZE"):
        environment.read_database({"DATABASE_URL": "postgresql://host/name", "DATABASE_POOL_SIZE": size}, tmp_path)


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_keys_are_not_generated_where_machines_share(name: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="the same on all machines"):
        environment.read_keys({name: "redis://host"}, "SECRET_KEY", tmp_path)

    assert environment.read_keys({name: "redis://host", **KEYS}, "SECRET_KEY", tmp_path) == ["s" * 50]


@pytest.mark.parametrize(
    "url",
    [
        "redis://host",
        "redis://host:6379/3",
        "rediss://user:p%40ss@host:6380/0",
        "rediss://host/0?ssl_ca_certs=/etc/ssl/office.pem",
    ],
)
def test_redis_urls(url: str) -> None:
    assert parse_redis_url(url) == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("valkey://:p%40ss@host:6379/1", "redis://:p%40ss@host:6379/1"),
        ("valkeys://host/0?ssl_ca_certs=/office.pem", "rediss://host/0?ssl_ca_certs=/office.pem"),
    ],
)
def test_valkey_urls_are_those_of_redis(url: str, expected: str) -> None:
    location = environment.read_redis({"REDIS_URL": url})

    assert location
    assert location.url == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://:secret@host", "must look like redis://"),
        ("redis://:secret@host:x/0", "must look like"),
        ("redis://", "the host is missing"),
        ("redis://:secret@host/name", "number of a database"),
        ("redis://:secret@host/0?timeout=3", "only option is ssl_ca_certs"),
        ("rediss://:secret@host/0?ssl_cert_reqs=none", "only option is ssl_ca_certs"),
        ("rediss://:secret@host/0?ssl_ca_certs=", "only option is ssl_ca_certs"),
        ("redis://:secret@host/0?ssl_ca_certs=/a.pem", "needs rediss://"),
    ],
)
def test_wrong_redis_url_is_refused_without_its_password(url: str, reason: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=reason) as raised:
        environment.read_redis({"REDIS_URL": url})

    assert str(raised.value).startswith("REDIS_URL: ")
    assert "secret" not in str(raised.value)
