"""Checks of this machine: disk, permissions, static files, backups."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from econ_admin.doctor.findings import Finding, bad, ok, warn
from econ_admin.operations.last_backup import read_last_backup
from econ_admin.operations.readiness import LEAST_DISK_SPACE

MEGABYTE = 1_000_000
LITTLE_SPACE = 1_000 * MEGABYTE
SECRET_NAMES = ("secret-key", "token-keys")


def check_disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    text = f"{free // MEGABYTE:,} MB free in {settings.DATA_DIR}"
    if free < LEAST_DISK_SPACE:
        yield bad("disk", text, "Nothing can be saved soon: free some space.")
    elif free < LITTLE_SPACE:
        yield warn("disk", text, "Free some space, or move DATA_DIR to a larger disk.")
    else:
        yield ok("disk", text)


def check_permissions() -> Iterator[Finding]:
    folder: Path = settings.DATA_DIR
    problems = list(_list_permission_problems(folder))
    yield from problems
    if not problems:
        yield ok("permissions", f"{folder} is private to its owner, and writable")


def _list_permission_problems(folder: Path) -> Iterator[Finding]:
    status = folder.stat()
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        yield bad("permissions", f"{folder} belongs to another user", "Run this as the user of the server.")
    if stat.S_IMODE(status.st_mode) & 0o077:
        yield bad("permissions", f"others may open {folder}", f"chmod 700 {folder}")
    for path in (folder, folder / "cache"):
        if path.exists() and not os.access(path, os.W_OK | os.X_OK):
            yield bad(
                "permissions", f"{path} cannot be written", f"Give it to the user of the server: chown -R … {path}"
            )
    for file in folder.glob("*"):
        if not os.access(file, os.R_OK):
            yield bad("permissions", f"{file} cannot be read", "Give it to the user of the server with chown.")
        elif file.name in SECRET_NAMES and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield bad("permissions", f"others may read {file}", f"chmod 600 {file}, and replace the key")


def check_static_files() -> Iterator[Finding]:
    root = Path(settings.STATIC_ROOT)
    if (root / "staticfiles.json").is_file():
        yield ok("static files", f"collected in {root}")
    else:
        yield bad("static files", f"not collected in {root}", "Run manage.py prepare.")


def check_backup() -> Iterator[Finding]:
    backup, now = read_last_backup(settings.DATA_DIR), timezone.now()
    if backup is None:
        advice = "Run manage.py backup daily: docs/operations.md has a timer."
        yield warn("backup", "none was made from this data folder", advice)
        return
    text = f"the last one was made at {backup.at:%Y-%m-%d %H:%M} UTC: {backup.file}"
    if backup.is_late(now):
        yield warn("backup", text, "Look at the timer: systemctl status econ-admin-backup.timer econ-admin-dump.timer")
    else:
        yield ok("backup", text)
