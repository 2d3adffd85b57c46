"""Checks of settings and keys."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import WARNING, run_checks

from econ_admin.doctor.findings import Finding, bad, ok, warn

FEWEST_CHARACTERS = 32
MANY_KEYS = 3


def check_settings() -> Iterator[Finding]:
    problems = list(_list_setting_problems())
    yield from problems
    if not problems:
        upstream = "the embedded sandbox" if settings.ECONOMIC.embedded else settings.ECONOMIC.base_url
        kind = "for production" if settings.PRODUCTION else "for a trial on this machine"
        yield ok("settings", f"valid, {kind}, with {upstream}")


def _list_setting_problems() -> Iterator[Finding]:
    if not settings.PRODUCTION and not settings.ECONOMIC.is_local:
        yield warn(
            "settings", "real data without PRODUCTION=1", "Set PRODUCTION=1 and what it requires: docs/operations.md"
        )
    if settings.PRODUCTION and settings.SECURE_PROXY_SSL_HEADER is None:
        advice = "Set TRUSTED_PROXIES=1 behind a proxy with TLS; otherwise every page redirects to itself."
        yield warn("settings", "nothing in front terminates TLS", advice)
    if settings.PRODUCTION and "*" in settings.ALLOWED_HOSTS:
        yield bad("settings", "ALLOWED_HOSTS allows every host", "Name the hosts of the site.")
    if settings.PRODUCTION and not settings.METRICS_TOKEN:
        yield warn("settings", "nobody can watch the metrics", "Set METRICS_TOKEN: docs/operations.md")
    for message in run_checks(include_deployment_checks=settings.PRODUCTION):
        if message.level >= WARNING and not message.is_silenced():
            finding = bad if message.is_serious() else warn
            yield finding("settings", f"{message.id}: {message.msg}", message.hint or "See Django's system checks.")


def check_keys() -> Iterator[Finding]:
    problems = list(_list_key_problems())
    yield from problems
    if not problems:
        yield ok("keys", "SECRET_KEY and TOKEN_KEYS are long enough, and set as they should be")


def _list_key_problems() -> Iterator[Finding]:
    secret_keys, token_keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS], settings.TOKEN_KEYS
    for name, keys in (("SECRET_KEY", secret_keys), ("TOKEN_KEYS", token_keys)):
        if any(len(key) < FEWEST_CHARACTERS for key in keys):
            yield bad(
                "keys",
                f"{name} has a short key",
                "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
            )
        if len(keys) > MANY_KEYS:
            yield warn("keys", f"{name} has {len(keys)} keys", "Remove the oldest once nothing uses them.")
    if set(secret_keys) & set(token_keys):
        yield bad("keys", "SECRET_KEY and TOKEN_KEYS share a key", "Replace one of them.")
    in_use = [settings.DATA_DIR / "secret-key", settings.DATA_DIR / "token-keys"]
    if settings.PRODUCTION and any(path.exists() for path in in_use):
        advice = "Delete secret-key and token-keys there, unless the settings name the same keys for older data."
        yield warn("keys", f"generated keys of a trial are in {settings.DATA_DIR}", advice)
