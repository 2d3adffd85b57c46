from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_sheets"),
    ]

    operations = [
        # Lines written before this may have come from another invoice: they count as such, so no price is overwritten.
        migrations.AddField(
            model_name="sheetline",
            name="carried_over",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="sheetline",
            name="carried_over",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="sheetline",
            name="price_from",
            field=models.CharField(blank=True, max_length=3),
        ),
    ]
