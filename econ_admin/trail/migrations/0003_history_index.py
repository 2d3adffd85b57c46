from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from econ_admin.trail.history_index import get_state
from econ_admin.trail.models import State
from econ_admin.trail.subjects import list_subjects

CHUNK = 500


def index_existing(apps: Any, schema_editor: Any) -> None:
    """Adds the entries and subjects of the writes recorded before there was an index."""
    intents = apps.get_model("trail", "Intent").objects.order_by("pk").prefetch_related("outcomes")
    last = 0
    while chunk := list(intents.filter(pk__gt=last)[:CHUNK]):
        _index_chunk(apps, chunk)
        last = chunk[-1].pk


def _index_chunk(apps: Any, chunk: list[Any]) -> None:
    entry_model, subject_model = apps.get_model("trail", "Entry"), apps.get_model("trail", "Subject")
    entries, subjects = [], []
    for intent in chunk:
        states = [(get_state(outcome.status), outcome) for outcome in intent.outcomes.all()]
        state, answer = next(((state, o) for state, o in states if state != State.UNKNOWN), (State.UNKNOWN, None))
        owner = {"agreement_id": intent.agreement_id, "noun": intent.noun, "at": intent.at}
        entries.append(entry_model(intent_id=intent.pk, person_id=intent.person_id, state=state, **owner))
        bodies = [
            bytes(intent.before),
            bytes(intent.body),
            *([bytes(answer.body)] if answer and state == State.DONE else []),
        ]
        subjects += [
            subject_model(entry_id=intent.pk, number=number[:40], **owner | {"noun": noun})
            for noun, number in list_subjects(intent.noun, intent.path, intent.number, *bodies)
        ]
    entry_model.objects.bulk_create(entries)
    subject_model.objects.bulk_create(subjects)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_density"),
        ("trail", "0002_server_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "intent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="entry",
                        serialize=False,
                        to="trail.intent",
                    ),
                ),
                ("noun", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("unknown", "Unknown"), ("done", "Done"), ("refused", "Refused")],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agreement",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noun", models.CharField(max_length=40)),
                ("number", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agreement",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="subjects", to="trail.entry"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["agreement", "at", "intent"], name="entry_by_time"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["agreement", "person", "at", "intent"], name="entry_by_person"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["agreement", "noun", "at", "intent"], name="entry_by_noun"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["agreement", "state", "at", "intent"], name="entry_by_state"),
        ),
        migrations.AddIndex(
            model_name="subject",
            index=models.Index(fields=["agreement", "noun", "number", "at", "entry"], name="subject_by_time"),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.UniqueConstraint(fields=("entry", "noun", "number"), name="each_subject_once"),
        ),
        migrations.RunPython(index_existing, migrations.RunPython.noop),
    ]
