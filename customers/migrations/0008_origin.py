from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0007_no_price_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="workingdraft",
            name="origin",
            field=models.CharField(
                blank=True,
                choices=[("new", "New"), ("draft", "Draft"), ("invoice", "Invoice"), ("credit", "Credit Note")],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="workingdraft",
            name="origin_number",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
