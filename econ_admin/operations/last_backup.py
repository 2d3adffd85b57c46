"""The record of the last backup, in a file of the data folder: its age is shown, and watched."""

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

RECORD_NAME = "last-backup.json"
MAX_AGE = timedelta(hours=26)  # a daily backup may take a while, or start late


@dataclass(frozen=True, slots=True)
class LastBackup:
    """When the last backup was made, and which file it is."""

    at: datetime
    file: str
    bytes: int

    def is_late(self, now: datetime) -> bool:
        return now - self.at > MAX_AGE


def record_backup(data_folder: Path, backup: LastBackup) -> None:
    """Replaces the record as a whole, so that nobody reads half of one."""
    record = data_folder / RECORD_NAME
    partial = record.with_name(f".{RECORD_NAME}.{os.getpid()}")
    partial.touch(mode=0o600)
    content = {"at": backup.at.isoformat(), "file": backup.file, "bytes": backup.bytes}
    partial.write_text(json.dumps(content), encoding="utf-8")
    partial.replace(record)


def read_last_backup(data_folder: Path) -> LastBackup | None:
    """Returns the last backup; None if there is none, or if its record cannot be read."""
    try:
        content = json.loads((data_folder / RECORD_NAME).read_text(encoding="utf-8"))
        return LastBackup(datetime.fromisoformat(content["at"]), str(content["file"]), int(content["bytes"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
