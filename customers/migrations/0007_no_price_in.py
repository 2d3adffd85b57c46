from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0006_draft_of_a_line"),
    ]

    operations = [
        migrations.AddField(
            model_name="workingdraftline",
            name="no_price_in",
            field=models.CharField(blank=True, max_length=3),
        ),
    ]
