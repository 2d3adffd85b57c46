from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_carried_over_prices"),
    ]

    operations = [
        migrations.RenameModel("Sheet", "WorkingDraft"),
        migrations.RenameModel("SheetLine", "WorkingDraftLine"),
    ]
