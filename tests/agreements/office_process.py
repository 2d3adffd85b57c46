"""Serves the office over HTTP: `python -m tests.agreements.office_process FOLDER PORT`."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from econ_admin.sandbox.server import serve
from tests.agreements.office import open_office


def main(folder: Path, port: int) -> None:
    def create() -> Any:
        return open_office(folder, datetime.now(UTC).date())

    for sandbox in create().sandboxes.values():  # seeded before the server forks
        sandbox.close()
    serve(create, port, lambda: None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
