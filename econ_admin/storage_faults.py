"""Explains to a person why our database could not be used: no room, locked, not writable, or no answer."""

import shutil
import sqlite3
from enum import Enum, auto

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

LEAST_ROOM = 256 * 1024  # bytes; SQLite needs 32 KB for a file that it shares between processes


class StorageFault(Enum):
    """Why a statement failed, as far as it is about the server and not about the statement."""

    FULL = auto()
    LOCKED = auto()
    UNWRITABLE = auto()
    UNREACHABLE = auto()


FAULT_BY_CODE = {
    "SQLITE_FULL": StorageFault.FULL,
    "SQLITE_BUSY": StorageFault.LOCKED,
    "SQLITE_LOCKED": StorageFault.LOCKED,
    "SQLITE_READONLY": StorageFault.UNWRITABLE,
    "SQLITE_CANTOPEN": StorageFault.UNWRITABLE,
    "SQLITE_IOERR": StorageFault.UNWRITABLE,
    "SQLITE_CORRUPT": StorageFault.UNWRITABLE,
    "SQLITE_NOTADB": StorageFault.UNWRITABLE,
    # PostgreSQL's SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
    "25006": StorageFault.UNWRITABLE,  # read only: a standby
    "3D000": StorageFault.UNREACHABLE,  # no such database
    "40001": StorageFault.LOCKED,  # serialization failure
    "40P01": StorageFault.LOCKED,  # deadlock
    "42501": StorageFault.UNWRITABLE,  # no permission
    "53100": StorageFault.FULL,
    "53200": StorageFault.LOCKED,  # out of memory
    "53300": StorageFault.LOCKED,  # too many connections
    "55P03": StorageFault.LOCKED,  # waited too long for a lock
    "57014": StorageFault.LOCKED,  # a statement took too long
    "58030": StorageFault.UNWRITABLE,  # input or output failed
    "XX001": StorageFault.UNWRITABLE,  # damaged
    "XX002": StorageFault.UNWRITABLE,
}
UNREACHABLE_CLASSES = ("08", "25P03", "28", "57P")  # connection, idle in a transaction, sign-in, shutting down


def find_storage_fault(error: Error | sqlite3.Error) -> StorageFault | None:
    """Returns the fault behind a database error; None if the server's storage is not to blame."""
    code = get_code(error)
    fault = FAULT_BY_CODE.get(code)
    if fault is None and (code.startswith(UNREACHABLE_CLASSES) or _is_lost(error, code)):
        return StorageFault.UNREACHABLE
    is_ours = code.startswith("SQLITE")
    return StorageFault.FULL if is_ours and fault is StorageFault.UNWRITABLE and _is_full() else fault


def _is_lost(error: Error | sqlite3.Error, code: str) -> bool:
    """Tells whether there is no connection to PostgreSQL, about which its server could say nothing."""
    is_about_connection = isinstance(error, OperationalError | InterfaceError)
    return not code and is_about_connection and hasattr(error.__cause__, "sqlstate")


def get_fault_status(fault: StorageFault) -> int:
    return 507 if fault is StorageFault.FULL else 503


def explain_fault(fault: StorageFault) -> str:
    """Returns the reason, as a sentence."""
    return {
        StorageFault.FULL: _("The server has no room left."),
        StorageFault.LOCKED: _("The server's database was busy for too long."),
        StorageFault.UNWRITABLE: _("The server cannot write to its database."),
        StorageFault.UNREACHABLE: _("The server's database does not answer."),
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


def explain_start_failure(error: Error | sqlite3.Error) -> str:
    """Returns in English why the database prevents a start. Raises the error if the storage is not to blame."""
    if connection.vendor == "postgresql":
        return _explain_postgresql_failure(error)
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


def _explain_postgresql_failure(error: Error | sqlite3.Error) -> str:
    match find_storage_fault(error), get_code(error):
        case StorageFault.UNREACHABLE, code if code.startswith("28"):
            return "PostgreSQL refuses the user or the password in DATABASE_URL."
        case StorageFault.UNREACHABLE, "3D000":
            return "PostgreSQL has no database of the name in DATABASE_URL. Create it and start again."
        case StorageFault.UNREACHABLE, _:
            return "PostgreSQL does not answer at the address in DATABASE_URL. Start it, or correct the address."
        case StorageFault.FULL, _:
            return "PostgreSQL has no room left. Free some space and start again."
        case StorageFault.LOCKED, _:
            return "PostgreSQL is too busy. Start again later."
        case StorageFault.UNWRITABLE, "25006":
            return "PostgreSQL at the address in DATABASE_URL is read-only. Use the address of the primary server."
        case StorageFault.UNWRITABLE, "42501":
            return "The user in DATABASE_URL may not change the database. Make it the owner of the database."
        case StorageFault.UNWRITABLE, _:
            return "PostgreSQL cannot write to its disk, or its data is damaged. See its log."
    raise error


def get_code(error: Error | sqlite3.Error) -> str:
    """Returns PostgreSQL's SQLSTATE, or SQLite's name of the error, as SQLITE_IOERR for SQLITE_IOERR_SHMSIZE; "" if
    it has none."""
    cause = error.__cause__ or error
    if hasattr(cause, "sqlstate"):  # of psycopg, which is not imported without need: it takes 10 MB
        return str(cause.sqlstate or _read_code(cause))
    return "_".join(str(getattr(cause, "sqlite_errorname", "")).split("_")[:2])


def _read_code(error: BaseException) -> str:
    """Returns the SQLSTATE of a connection that was refused, which psycopg has only as text; "" if there is none.

    The text is in the server's language, apart from names.
    """
    text = str(error)
    if "password authentication failed" in text or "no pg_hba.conf entry" in text:
        return "28000"
    if "does not exist" in text and "database" in text:
        return "3D000"
    return ""


def _is_full() -> bool:
    try:
        return shutil.disk_usage(settings.DATA_DIR).free < LEAST_ROOM
    except OSError:
        return False
