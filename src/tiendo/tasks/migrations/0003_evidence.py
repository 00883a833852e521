from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from tiendo.journal.guard import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("documents", "0002_append_only"),
        ("tasks", "0002_append_only"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="progressevent",
            name="key",
            field=models.UUIDField(null=True, unique=True),
        ),
        migrations.AddField(
            model_name="progressevent",
            name="written_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="tasks.progressevent"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("event", "document"), name="evidence_once")],
            },
        ),
        append_only("tasks_evidence"),
    ]
