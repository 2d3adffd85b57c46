from typing import Any

from django.conf import settings
from django.db import migrations, models

LISTS = [("customers", "Customers"), ("booked", "Booked"), ("drafts", "Drafts")]


def delete_those_of_other_lists(apps: Any, schema_editor: Any) -> None:
    """Before this migration, all views and choices were of the customer list."""
    for name in ("SavedView", "ListChoice"):
        rows = apps.get_model("customers", name).objects.using(schema_editor.connection.alias)
        rows.exclude(list="customers").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_density"),
        ("customers", "0009_address_in_question"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="savedview", name="one_view_of_each_name"),
        migrations.RemoveConstraint(model_name="listchoice", name="one_choice_for_each_person"),
        migrations.AddField(
            model_name="savedview",
            name="list",
            field=models.CharField(choices=LISTS, default="customers", max_length=12),
        ),
        migrations.AddField(
            model_name="listchoice",
            name="list",
            field=models.CharField(choices=LISTS, default="customers", max_length=12),
        ),
        migrations.RunPython(migrations.RunPython.noop, delete_those_of_other_lists),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                fields=("person", "agreement", "list", "name"), name="one_view_of_each_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="listchoice",
            constraint=models.UniqueConstraint(
                fields=("person", "agreement", "list"), name="one_choice_for_each_person"
            ),
        ),
    ]
