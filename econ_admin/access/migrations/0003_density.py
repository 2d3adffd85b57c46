from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_single_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="density",
            field=models.CharField(
                choices=[("comfortable", "Comfortable"), ("compact", "Compact")], default="comfortable", max_length=11
            ),
        ),
    ]
