"""Explains to a person why our database could not be written: no room, locked, or not writable."""

import shutil
import sqlite3
from enum import Enum, auto

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

LEAST_ROOM = 256 * 1024  # bytes; SQLite needs 32 KB for a file that it shares between processes


class StorageFault(Enum):
    """Why a statement failed, as far as it is about the server and not about the statement."""

    FULL = auto()
    LOCKED = auto()
    UNWRITABLE = auto()


FAULT_BY_CODE = {
    "SQLITE_FULL": StorageFault.FULL,
    "SQLITE_BUSY": StorageFault.LOCKED,
    "SQLITE_LOCKED": StorageFault.LOCKED,
    "SQLITE_READONLY": StorageFault.UNWRITABLE,
    "SQLITE_CANTOPEN": StorageFault.UNWRITABLE,
    "SQLITE_IOERR": StorageFault.UNWRITABLE,
    "SQLITE_CORRUPT": StorageFault.UNWRITABLE,
    "SQLITE_NOTADB": StorageFault.UNWRITABLE,
}


def find_storage_fault(error: DatabaseError | sqlite3.Error) -> StorageFault | None:
    """Returns the fault behind a database error; None if the server's storage is not to blame."""
    fault = FAULT_BY_CODE.get(get_code(error))
    return StorageFault.FULL if fault is StorageFault.UNWRITABLE and _is_full() else fault


def get_fault_status(fault: StorageFault) -> int:
    return 507 if fault is StorageFault.FULL else 503


def explain_fault(fault: StorageFault) -> str:
    """Returns the reason, as a sentence."""
    return {
        StorageFault.FULL: _("The server has no room left."),
        StorageFault.LOCKED: _("The server's database was busy for too long."),
        StorageFault.UNWRITABLE: _("The server cannot write to its database."),
    }[fault]


def explain_not_saved(fault: StorageFault, *, is_retry: bool = False) -> str:
    """Returns the reason, and that nothing was sent. `is_retry`: an earlier attempt was sent."""
    consequence = (
        _("Nothing was sent this time, so we still don't know whether it was saved.")
        if is_retry
        else _("Nothing was saved, and nothing was sent to e-conomic.")
    )
    return f"{explain_fault(fault)} {consequence}"


def explain_not_recorded(fault: StorageFault) -> str:
    """Returns the reason, and that the write was sent to e-conomic nevertheless."""
    consequence = _(
        "Your change was sent to e-conomic, but we could not record the outcome. "
        "Check it in e-conomic before you try again."
    )
    return f"{explain_fault(fault)} {consequence}"


def explain_no_sign_in(fault: StorageFault) -> str:
    """Returns the reason, and that it prevents signing in."""
    return f"{explain_fault(fault)} {_('Nobody can sign in until that is solved.')}"


def explain_start_failure(error: DatabaseError | sqlite3.Error) -> str:
    """Returns in English why the database prevents a start. Raises the error if the storage is not to blame."""
    path = settings.DATABASES["default"]["NAME"]
    match find_storage_fault(error), get_code(error):
        case StorageFault.FULL, _:
            return f"There is no room left in {settings.DATA_DIR}. Free some space and start again."
        case StorageFault.LOCKED, _:
            return f"{path} is locked by another program. Stop it and start again."
        case StorageFault.UNWRITABLE, "SQLITE_CORRUPT" | "SQLITE_NOTADB":
            return f"{path} is damaged. Restore it from a backup, or move it away to begin with an empty one."
        case StorageFault.UNWRITABLE, _:
            return f"{path} cannot be written. Check who owns {settings.DATA_DIR} and how it is mounted."
    raise error


def get_code(error: DatabaseError | sqlite3.Error) -> str:
    """Returns SQLite's name of the error, such as SQLITE_IOERR for SQLITE_IOERR_SHMSIZE; "" if it has none."""
    return "_".join(str(getattr(error.__cause__ or error, "sqlite_errorname", "")).split("_")[:2])


def _is_full() -> bool:
    try:
        return shutil.disk_usage(settings.DATA_DIR).free < LEAST_ROOM
    except OSError:
        return False
