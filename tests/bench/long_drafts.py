"""A draft of 200 lines, held against one of 5: what a change of one line takes, and what it asks of e-conomic."""

import os
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.stage import Stage
from tests.bench.table import Row, Rows, compare_medians

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import WorkingDraft
    from econ_admin.sandbox import Sandbox

LONG_DRAFT, SHORT_DRAFT = 200, 5
PRODUCT = "1001"


def measure_long_drafts(_: Stage) -> Rows:
    with tempfile.TemporaryDirectory() as folder:
        client, sandbox = _open_dashboard(Path(folder))
        long, short = (_create_draft(client, many) for many in (LONG_DRAFT, SHORT_DRAFT))
        quantities = count(2)
        change = partial(_change_quantity, client, quantities)
        long_seconds, short_seconds = compare_medians(partial(change, long), partial(change, short))
        yield Row(
            f"a quantity on a draft of {LONG_DRAFT} lines",
            f"{SHORT_DRAFT} lines",
            long_seconds,
            short_seconds,
            target=3,
        )
        call_count = _count_calls(sandbox, partial(change, long))
        if call_count != 1:
            raise SystemExit(f"A changed quantity asked e-conomic {call_count} times, not once.")
        add_line = partial(client.post, f"/sandbox/unsent/{long.pk}/lines/", {"product": PRODUCT})
        if (calls := _count_calls(sandbox, add_line)) > 2:
            raise SystemExit(f"A new line asked e-conomic {calls} times: more than one round trip of two calls.")


def _open_dashboard(folder: Path) -> "tuple[Client, Sandbox]":
    """The dashboard in this process, with its own database and sandbox."""
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


def _create_draft(client: "Client", line_count: int) -> "WorkingDraft":
    from customers.models import WorkingDraft

    client.post("/sandbox/customers/10001/unsent/")
    draft = WorkingDraft.objects.latest("pk")
    client.post(f"/sandbox/unsent/{draft.pk}/paste/", {"rows": f"{PRODUCT}\t1\n" * line_count})
    return draft


def _change_quantity(client: "Client", quantities: "count[int]", draft: "WorkingDraft") -> None:
    line = draft.lines.latest("pk")
    values = {"quantity": str(next(quantities)), "revision": str(line.revision)}
    response = client.post(f"/sandbox/unsent/{draft.pk}/lines/{line.pk}/", values)
    if response.status_code != 200:
        raise SystemExit(f"A changed quantity was answered with {response.status_code}: nothing to measure.")


def _count_calls(sandbox: "Sandbox", act: Callable[[], object]) -> int:
    before = len(sandbox.log())
    act()
    return len(sandbox.log()) - before
