from collections.abc import Iterator
from heapq import merge
from typing import Any

from django.db import migrations, models

from econ_admin.trail.chain import INTENT, OUTCOME, START, hash_content, hash_link
from econ_admin.trail.triggers import FIRST_TABLES, refuse_changes, remove_triggers

CHUNK = 500


def link_existing(apps: Any, schema_editor: Any) -> None:
    """Links the rows recorded before there was a chain, in the order of their times."""
    link_model = apps.get_model("trail", "Link")
    previous, links = START, []
    intents, outcomes = (_list_rows(apps, kind) for kind in (INTENT, OUTCOME))
    for _at, _order, kind, row in merge(intents, outcomes, key=lambda item: item[:2]):
        content = hash_content(kind, row)
        chain = hash_link(previous, content)
        links.append(link_model(kind=kind, row=row.pk, content=content, previous=previous, chain=chain))
        previous = chain
        if len(links) == CHUNK:
            link_model.objects.bulk_create(links)
            links = []
    link_model.objects.bulk_create(links)


def _list_rows(apps: Any, kind: str) -> Iterator[tuple[Any, int, str, Any]]:
    """Yields the rows with what they are sorted by; an outcome of the same moment comes after its intent."""
    rows = apps.get_model("trail", kind.capitalize()).objects.order_by("at", "pk")
    for row in rows.iterator(CHUNK):
        yield row.at, int(kind == OUTCOME), kind, row


def install(apps: Any, schema_editor: Any) -> None:
    refuse_changes(schema_editor.connection.vendor, schema_editor.execute, FIRST_TABLES)


def remove(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    remove_triggers(vendor, schema_editor.execute, FIRST_TABLES)
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS trail_refuse()")


class Migration(migrations.Migration):
    dependencies = [
        ("trail", "0003_history_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("row", models.BigIntegerField()),
                ("content", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64, unique=True)),
                ("chain", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "row"), name="one_link_for_each_row")],
            },
        ),
        migrations.RunPython(link_existing, migrations.RunPython.noop),
        migrations.RunPython(install, remove),
    ]
