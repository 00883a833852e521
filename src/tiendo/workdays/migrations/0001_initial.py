from typing import ClassVar

import django.db.models.functions.datetime
from django.db import migrations, models

from tiendo.journal.guard import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [("journal", "0001_initial")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="DayOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(db_index=True)),
                ("working", models.BooleanField()),
                ("reason", models.CharField(max_length=300)),
                ("decision", models.CharField(max_length=300)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor", models.CharField(max_length=300)),
                ("actor_unit", models.CharField(blank=True, max_length=300)),
            ],
        ),
        append_only("workdays_dayoverride"),
    ]
