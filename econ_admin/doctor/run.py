"""Runs all checks, one after the other; one that fails is a finding too."""

from collections.abc import Callable, Iterator

from econ_admin.doctor import configuration, machine, services
from econ_admin.doctor.findings import Finding, bad

CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "settings": configuration.check_settings,
    "keys": configuration.check_keys,
    "permissions": machine.check_permissions,
    "disk": machine.check_disk,
    "database": services.check_database,
    "cache": services.check_cache,
    "e-conomic": services.check_upstream,
    "static files": machine.check_static_files,
    "backup": machine.check_backup,
}


def run_checks() -> Iterator[Finding]:
    for subject, check in CHECKS.items():
        try:
            yield from check()
        except Exception as error:  # noqa: BLE001 - the other checks are to run too
            yield bad(subject, f"the check failed: {type(error).__name__}: {error}", "Report this with the output.")
