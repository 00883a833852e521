from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from tiendo.journal.guard import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [
        ("documents", "0002_append_only"),
        ("tasks", "0003_evidence"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seed", models.CharField(max_length=64, unique=True)),
                ("size", models.PositiveIntegerField()),
                (
                    "population",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("reports", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("filter_words", models.CharField(max_length=1000)),
                ("filter_cells", models.JSONField(default=dict)),
                (
                    "scope_units",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("drawn_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=300)),
                ("actor_user", models.BigIntegerField()),
                ("actor_unit", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gte", 1)), name="sample_size"),
                    models.CheckConstraint(
                        condition=models.Q(("population__len", models.F("reports__len")), ("population__len__gte", 1)),
                        name="sample_population",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SampleClosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("accepted", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("verified", models.PositiveIntegerField()),
                ("returned", models.PositiveIntegerField()),
                (
                    "left_out",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("closed_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=300)),
                ("actor_user", models.BigIntegerField()),
                (
                    "sample",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="closure", to="checking.sample"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SpotCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checked_date", models.DateField()),
                (
                    "finding",
                    models.CharField(
                        choices=[
                            ("as_reported", "As Reported"),
                            ("not_as_reported", "Not As Reported"),
                            ("not_seen", "Not Seen"),
                        ],
                        max_length=16,
                    ),
                ),
                ("text", models.TextField()),
                ("key", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=300)),
                ("actor_user", models.BigIntegerField()),
                ("actor_unit", models.CharField(blank=True, max_length=300)),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spot_checks", to="tasks.assignment"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SpotCheckFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "spot_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="checking.spotcheck"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SampleFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("finding", models.CharField(choices=[("right", "Right"), ("wrong", "Wrong")], max_length=5)),
                ("reason", models.TextField(blank=True)),
                ("found_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=300)),
                ("actor_user", models.BigIntegerField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tasks.assignment"
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="checking.sample"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("finding__in", ["right", "wrong"])), name="sample_finding"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finding", "right"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="wrong_has_reason",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="spotcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("finding__in", ["as_reported", "not_as_reported", "not_seen"])),
                name="spot_check_finding",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheckfile",
            constraint=models.UniqueConstraint(fields=("spot_check", "document"), name="spot_check_file_once"),
        ),
        append_only("checking_sample"),
        append_only("checking_samplefinding"),
        append_only("checking_sampleclosure"),
        append_only("checking_spotcheck"),
        append_only("checking_spotcheckfile"),
    ]
