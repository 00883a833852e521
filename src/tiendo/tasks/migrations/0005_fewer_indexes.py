"""Fewer indexes on what every report writes: none that is the beginning of another one, none for patterns."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("org", "0003_one_version_a_day"), ("tasks", "0004_same_text")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="assignment",
            name="task",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="tasks.task",
            ),
        ),
        migrations.AlterField(
            model_name="assignment",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="org.unit",
            ),
        ),
        migrations.AlterField(
            model_name="progressevent",
            name="assignment",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="tasks.assignment",
            ),
        ),
        migrations.AlterField(
            model_name="progressevent",
            name="content_hash",
            field=models.CharField(max_length=64),
        ),
        migrations.AddConstraint(
            model_name="progressevent",
            constraint=models.UniqueConstraint(fields=("content_hash",), name="event_content"),
        ),
    ]
