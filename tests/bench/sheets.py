"""A sheet of 200 lines, held against one of 5: what a change of one line takes, and what it asks of e-conomic."""

import os
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.stage import Stage
from tests.bench.table import Row, Rows, side_by_side

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import WorkingDraft
    from econ_admin.sandbox import Sandbox

LONG, SHORT = 200, 5
PRODUCT = "1001"


def measure(_: Stage) -> Rows:
    with tempfile.TemporaryDirectory() as folder:
        client, sandbox = _dashboard(Path(folder))
        long, short = (_sheet(client, many) for many in (LONG, SHORT))
        quantities = count(2)
        change = partial(_change, client, quantities)
        ours, theirs = side_by_side(partial(change, long), partial(change, short))
        yield Row(f"a quantity on a sheet of {LONG} lines", f"{SHORT} lines", ours, theirs, target=3)
        one = _calls(sandbox, partial(change, long))
        if one != 1:
            raise SystemExit(f"A changed quantity asked e-conomic {one} times, not once.")
        added = partial(client.post, f"/sandbox/sheets/{long.pk}/lines/", {"product": PRODUCT})
        if (calls := _calls(sandbox, added)) > 2:
            raise SystemExit(f"A new line asked e-conomic {calls} times: more than one round trip of two calls.")


def _dashboard(folder: Path) -> "tuple[Client, Sandbox]":
    """The dashboard in this process, with a database and a sandbox of its own."""
    os.environ |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "econ_admin.settings"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from econ_admin import connection
    from econ_admin.access.agreements import get_or_create_agreement
    from econ_admin.access.demo import create_demo_people
    from econ_admin.access.models import Person

    settings.ALLOWED_HOSTS = ["testserver"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    call_command("migrate", verbosity=0)
    create_demo_people(get_or_create_agreement())
    client = Client(headers={"HX-Request": "true"}, raise_request_exception=True)
    client.force_login(Person.objects.get(username="accountant"))
    return client, connection.get_embedded_sandbox()


def _sheet(client: "Client", many: int) -> "WorkingDraft":
    from customers.models import WorkingDraft

    client.post("/sandbox/customers/10001/sheets/")
    sheet = WorkingDraft.objects.latest("pk")
    client.post(f"/sandbox/sheets/{sheet.pk}/pasted/", {"rows": f"{PRODUCT}\t1\n" * many})
    return sheet


def _change(client: "Client", quantities: "count[int]", sheet: "WorkingDraft") -> None:
    line = sheet.lines.latest("pk")
    values = {"quantity": str(next(quantities)), "revision": str(line.revision)}
    answer = client.post(f"/sandbox/sheets/{sheet.pk}/lines/{line.pk}/", values)
    if answer.status_code != 200:
        raise SystemExit(f"A changed quantity was answered with {answer.status_code}: nothing to measure.")


def _calls(sandbox: "Sandbox", act: Callable[[], object]) -> int:
    before = len(sandbox.log())
    act()
    return len(sandbox.log()) - before
