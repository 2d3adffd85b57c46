"""Reads and validates environment variables, one function for each."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from econ_admin.company_register import CompanyRegister
from econ_admin.data_folder import DATABASE_NAME, get_data_folder
from econ_admin.gateway import RedisLocation
from econ_admin.gateway.tokens import Secret, Tokens
from econ_admin.gateway.upstream import Upstream
from econ_admin.logs import LogFormat
from econ_admin.server_addresses import parse_database_url, parse_redis_url

REAL_API = "https://restapi.e-conomic.com"
SANDBOX_ORIGIN = "https://sandbox.invalid"  # .invalid never resolves, so requests cannot leave the process
MIN_METRICS_TOKEN = 20  # characters
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

DEFAULT_POOL_SIZE = 20  # connections per process: sixteen threads, two for health checks, and some to spare
MAX_POOL_SIZE = 500
# Waits are bounded, also by the server: of a machine that vanished it hears nothing, and would keep its locks.
POSTGRESQL_OPTIONS: Mapping[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "options": "-c lock_timeout=5s -c idle_in_transaction_session_timeout=30s -c tcp_keepalives_idle=10"
    " -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
}
SQLITE_OPTIONS: Mapping[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


@dataclass(frozen=True)
class EconomicSettings:
    """The address of e-conomic and its two tokens, of which the second may be empty: then no agreement belongs to the
    environment, and all are added on the dashboard."""

    base_url: str
    tokens: Tokens
    embedded: bool
    app_public_token: str = ""
    """Names the app to e-conomic's installation page; no secret."""

    @property
    def has_grant(self) -> bool:
        return bool(self.grant.reveal())

    @property
    def grant(self) -> Secret:
        """The token that identifies the agreement."""
        return self.tokens.agreement_grant

    @property
    def is_local(self) -> bool:
        """Tells whether e-conomic is embedded or on a loopback address, so without real data."""
        return self.embedded or urlsplit(self.base_url).hostname in LOOPBACK


def read_economic(env: Mapping[str, str]) -> EconomicSettings:
    """Returns the real API if the app's token is set, the embedded sandbox if neither token is."""
    app_secret = env.get("ECONOMIC_APP_SECRET_TOKEN", "").strip()
    grant = env.get("ECONOMIC_AGREEMENT_GRANT_TOKEN", "").strip()
    base_url = env.get("ECONOMIC_BASE_URL", "").strip().rstrip("/")
    if not app_secret and not grant:
        if base_url:
            raise ImproperlyConfigured(
                "ECONOMIC_BASE_URL is set but the tokens are not: set ECONOMIC_APP_SECRET_TOKEN too, or neither "
                "to use the sandbox."
            )
        return EconomicSettings(SANDBOX_ORIGIN, Tokens(Secret("sandbox"), Secret("sandbox")), embedded=True)
    if not app_secret:
        raise ImproperlyConfigured("ECONOMIC_APP_SECRET_TOKEN is missing: e-conomic needs both tokens.")
    base_url = base_url or REAL_API
    try:
        Upstream(base_url, "to-be-checked")
    except ValueError as error:
        raise ImproperlyConfigured(f"ECONOMIC_BASE_URL: {error}") from error
    try:
        tokens = Tokens(Secret(app_secret), Secret(grant))
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from error
    return EconomicSettings(base_url, tokens, embedded=False, app_public_token=_read_public_token(env))


def _read_public_token(env: Mapping[str, str]) -> str:
    token = env.get("ECONOMIC_APP_PUBLIC_TOKEN", "").strip()
    if not re.fullmatch(r"[!-~]{0,200}", token):
        raise ImproperlyConfigured("ECONOMIC_APP_PUBLIC_TOKEN contains a character that tokens cannot have.")
    return token


def read_company_register(env: Mapping[str, str]) -> CompanyRegister | None:
    """Returns the service that companies are looked up at; None if there is none."""
    url, token = env.get("CVR_LOOKUP_URL", "").strip(), env.get("CVR_LOOKUP_TOKEN", "").strip()
    if not url:
        if token:
            raise ImproperlyConfigured("CVR_LOOKUP_TOKEN is set but CVR_LOOKUP_URL is not.")
        return None
    try:
        return CompanyRegister(url, Secret(token) if token else None)
    except ValueError as error:
        raise ImproperlyConfigured(f"CVR_LOOKUP_URL or CVR_LOOKUP_TOKEN: {error}") from error


def read_log_format(env: Mapping[str, str]) -> LogFormat:
    """Returns how log lines look: JSON in production, otherwise text."""
    value = env.get("LOG_FORMAT", "").strip()
    if not value:
        return LogFormat.JSON if is_production(env) else LogFormat.TEXT
    try:
        return LogFormat(value)
    except ValueError as error:
        raise ImproperlyConfigured("LOG_FORMAT must be json or text.") from error


def read_metrics_token(env: Mapping[str, str]) -> str:
    """Returns the token that opens the metrics; "" if they are off."""
    token = env.get("METRICS_TOKEN", "").strip()
    if token and len(token) < MIN_METRICS_TOKEN:
        raise ImproperlyConfigured(
            f"METRICS_TOKEN must have at least {MIN_METRICS_TOKEN} characters, chosen at random."
        )
    return token


class SecondFactor(StrEnum):
    """Who must sign in with a second factor."""

    NONE = "none"
    ADMINS = "admins"
    EVERYONE = "everyone"


def read_required_second_factor(env: Mapping[str, str]) -> SecondFactor:
    """Returns who must have a second factor: administrators in production, otherwise nobody."""
    value = env.get("REQUIRE_SECOND_FACTOR", "").strip()
    if not value:
        return SecondFactor.ADMINS if is_production(env) else SecondFactor.NONE
    try:
        return SecondFactor(value)
    except ValueError as error:
        raise ImproperlyConfigured("REQUIRE_SECOND_FACTOR must be none, admins or everyone.") from error


@dataclass(frozen=True)
class OidcSettings:
    """The OpenID Connect provider that people may sign in at."""

    issuer: str
    client_id: str
    client_secret: Secret
    name: str
    username_claim: str  # the claim that holds the name of a person here; "": only the subject set by an administrator
    creates_people: bool


def read_oidc(env: Mapping[str, str]) -> OidcSettings | None:
    """Returns the OpenID Connect provider; None if there is none."""
    required = {
        "OIDC_ISSUER": env.get("OIDC_ISSUER", "").strip(),
        "OIDC_CLIENT_ID": env.get("OIDC_CLIENT_ID", "").strip(),
        "OIDC_CLIENT_SECRET": env.get("OIDC_CLIENT_SECRET", "").strip(),
    }
    missing = [name for name, value in required.items() if not value]
    if len(missing) == len(required):
        return None
    if missing:
        raise ImproperlyConfigured(f"{missing[0]} is missing: OpenID Connect needs {', '.join(required)}.")
    issuer, client_id, secret = required.values()
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ImproperlyConfigured("OIDC_ISSUER must begin with https://.")
    name = env.get("OIDC_NAME", "").strip() or parts.hostname or issuer
    claim = env.get("OIDC_USERNAME_CLAIM", "").strip()
    return OidcSettings(
        issuer.rstrip("/"), client_id, Secret(secret), name, claim, env.get("OIDC_CREATE_PEOPLE", "") == "1"
    )


def read_trusted_proxies(env: Mapping[str, str]) -> int:
    """Returns the number of proxies in front whose X-Forwarded-For and X-Forwarded-Proto are believed."""
    default = 1 if env.get("BEHIND_PROXY", "") == "1" else 0
    return read_number(env, "TRUSTED_PROXIES", default, 10, lowest=0)


def read_database(env: Mapping[str, str], data_dir: Path) -> dict[str, Any]:
    """Returns Django's settings of PostgreSQL if DATABASE_URL is set, otherwise of a SQLite file in the data folder."""
    url, pooler = env.get("DATABASE_URL", "").strip(), env.get("DATABASE_POOLER", "").strip()
    if pooler not in {"", "transaction"}:
        raise ImproperlyConfigured("DATABASE_POOLER must be transaction, or not set.")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_dir / DATABASE_NAME,
            "OPTIONS": dict(SQLITE_OPTIONS),
        }
    try:
        address = parse_database_url(url)
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL: {error}.") from None
    pool_size = read_number(env, "DATABASE_POOL_SIZE", DEFAULT_POOL_SIZE, MAX_POOL_SIZE)
    options = {name: value for name, value in POSTGRESQL_OPTIONS.items() if not (pooler and name == "options")}
    # An attempt that fails is not repeated in the background, where the pauses grow: the next request tries again.
    pool = {"min_size": 1, "max_size": pool_size, "timeout": 4, "reconnect_timeout": 1}
    return {
        "ENGINE": "econ_admin.postgresql",
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        "CONN_MAX_AGE": 0,  # the pool keeps connections
        "CONN_HEALTH_CHECKS": True,  # else a restart of the server would cost a page for each connection
        "DISABLE_SERVER_SIDE_CURSORS": bool(pooler),  # they would be looked for on another connection
        "OPTIONS": {"application_name": "econ-admin", **options, **address.options, "pool": pool},
    }


def read_redis(env: Mapping[str, str]) -> RedisLocation | None:
    """Returns the Redis or Valkey that all machines share; None if there is none."""
    url, prefix = env.get("REDIS_URL", "").strip(), env.get("REDIS_PREFIX", "").strip() or "econ-admin"
    if not url:
        return None
    try:
        url = parse_redis_url(url)
    except ValueError as error:
        raise ImproperlyConfigured(f"REDIS_URL: {error}.") from None
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", prefix):
        raise ImproperlyConfigured("REDIS_PREFIX must be 1 to 40 letters, digits, - and _.")
    return RedisLocation(url, f"{prefix}:")


def is_shared(env: Mapping[str, str]) -> bool:
    """Tells whether other machines may use the same database or cache."""
    return any(env.get(name, "").strip() for name in ("DATABASE_URL", "REDIS_URL"))


def is_production(env: Mapping[str, str]) -> bool:
    return env.get("PRODUCTION", "") == "1"


def prepare_data_folder(env: Mapping[str, str]) -> Path:
    """Returns DATA_DIR, created if necessary and private to this user."""
    path = get_data_folder(env)
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as error:
        raise ImproperlyConfigured(f"The data folder {path} cannot be used: {error.strerror}. Set DATA_DIR.") from error
    return path


def read_keys(env: Mapping[str, str], name: str, data_dir: Path, min_length: int = 1) -> list[str]:
    """Returns the comma-separated keys in `name`, newest first. Outside production a missing key is generated and
    stored, unless other machines would need the same."""
    configured = [key.strip() for key in env.get(name, "").split(",") if key.strip()]
    if is_production(env) and any(len(key) < min_length for key in configured):
        raise ImproperlyConfigured(f"{name} must have at least {min_length} characters, chosen at random.")
    if configured:
        return configured
    if is_production(env):
        raise ImproperlyConfigured(f"{name} must be set when PRODUCTION=1.")
    if is_shared(env):
        raise ImproperlyConfigured(f"{name} must be set with DATABASE_URL or REDIS_URL, the same on all machines.")
    return [_load_or_create_key(data_dir / name.lower().replace("_", "-"))]


def read_number(env: Mapping[str, str], name: str, default: int, highest: int, *, lowest: int = 1) -> int:
    """Returns a whole number from `lowest` to `highest`."""
    text = env.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
        raise ImproperlyConfigured(f"{name} must be a whole number from {lowest} to {highest}.")
    return int(text)


def _load_or_create_key(path: Path) -> str:
    try:
        with suppress(FileNotFoundError):
            if key := path.read_text():  # empty if the disk was full when it was created
                return key
            path.unlink()
        return _create_key(path)
    except FileExistsError:
        return path.read_text()
    except OSError as error:
        raise ImproperlyConfigured(f"{path} cannot be read or written: {error.strerror}.") from error


def _create_key(path: Path) -> str:
    """Raises FileExistsError if another process was first."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key


def read_hosts(env: Mapping[str, str]) -> list[str]:
    configured = [host.strip() for host in env.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    if configured:
        return configured
    if is_production(env):
        raise ImproperlyConfigured("ALLOWED_HOSTS must be set when PRODUCTION=1.")
    return ["127.0.0.1", "localhost", "[::1]"]
