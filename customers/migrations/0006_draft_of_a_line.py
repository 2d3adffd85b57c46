from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0005_working_drafts"),
    ]

    operations = [
        migrations.RenameIndex(model_name="workingdraft", old_name="sheets_of_a_person", new_name="drafts_of_a_person"),
        migrations.RemoveIndex(model_name="workingdraftline", name="lines_in_their_order"),
        migrations.RenameField(model_name="workingdraftline", old_name="sheet", new_name="draft"),
        migrations.AddIndex(
            model_name="workingdraftline",
            index=models.Index(fields=["draft", "position"], name="lines_in_their_order"),
        ),
    ]
