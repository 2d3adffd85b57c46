from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0008_origin"),
    ]

    operations = [
        migrations.AddField(
            model_name="workingdraft",
            name="address_in_question",
            field=models.BooleanField(default=False),
        ),
    ]
