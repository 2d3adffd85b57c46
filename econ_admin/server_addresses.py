"""Parses the addresses of PostgreSQL and Redis. No error contains the address, since a password may be in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

DATABASE_OPTIONS = frozenset({"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "application_name"})
SSL_MODES = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
REDIS_SCHEMES = {"redis": "redis", "rediss": "rediss", "valkey": "redis", "valkeys": "rediss"}
MAX_NAME_BYTES = 63  # PostgreSQL cuts longer names


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """A PostgreSQL database. An empty host is the local socket; options are those of libpq."""

    name: str
    user: str
    password: str = field(repr=False)
    host: str
    port: str
    options: Mapping[str, str]


def parse_database_url(url: str) -> DatabaseAddress:
    """Parses `postgresql://user:password@host:port/name?sslmode=require`. Raises ValueError."""
    parts = _split(url, ("postgresql", "postgres"), "postgresql://user:password@host:5432/name")
    name, options = unquote(parts.path.removeprefix("/")), dict(parse_qsl(parts.query, keep_blank_values=True))
    if not name or "/" in name:
        raise ValueError("the name of one database must follow the host, as in postgresql://host/name")
    if len(name.encode()) > MAX_NAME_BYTES:
        raise ValueError(f"the name of the database is longer than {MAX_NAME_BYTES} bytes")
    if unknown := sorted(options.keys() - DATABASE_OPTIONS):
        raise ValueError(
            f"the option {unknown[0]} is unknown; the options are {', '.join(sorted(DATABASE_OPTIONS))}"
        )  # fmt: skip
    if options.get("sslmode", "prefer") not in SSL_MODES:
        raise ValueError(f"sslmode must be one of {', '.join(sorted(SSL_MODES))}")
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return DatabaseAddress(name, *_get_credentials(parts), host, str(parts.port or ""), options)


def parse_redis_url(url: str) -> str:
    """Returns `redis://user:password@host:port/0`, or rediss:// with TLS, as the client takes it. Raises ValueError.

    With TLS the server's certificate is verified, by the authorities in the file `ssl_ca_certs` if it is given.
    """
    parts = _split(url, tuple(REDIS_SCHEMES), "redis://host:6379/0 or rediss://user:password@host:6379/0")
    scheme = REDIS_SCHEMES[parts.scheme]
    if not parts.hostname:
        raise ValueError("the host is missing, as in redis://host:6379/0")
    number = parts.path.strip("/")
    if number and not (number.isascii() and number.isdigit() and len(number) <= 4):
        raise ValueError("the path must be the number of a database, as in redis://host:6379/0")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if options.keys() - {"ssl_ca_certs"} or (parts.query and not options.get("ssl_ca_certs")):
        raise ValueError("its only option is ssl_ca_certs, a file of certificates")
    if options and scheme != "rediss":
        raise ValueError("ssl_ca_certs needs rediss://")
    return parts._replace(scheme=scheme).geturl()


def _split(url: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.port == 0:
            raise ValueError
    except ValueError:
        raise ValueError(
            f"it must look like {example}, with %-codes for special characters in the password"
        ) from None  # its text would have a part of the address
    if parts.scheme not in schemes or parts.fragment:
        raise ValueError(f"it must look like {example}, with %-codes for special characters in the password")
    return parts


def _get_credentials(parts: SplitResult) -> tuple[str, str]:
    return unquote(parts.username or ""), unquote(parts.password or "")
