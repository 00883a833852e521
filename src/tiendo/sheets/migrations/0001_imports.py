from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tiendo.journal.guard import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [
        ("documents", "0002_append_only"),
        ("org", "0003_one_version_a_day"),
        ("tasks", "0003_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Reading"),
                            ("unreadable", "Unreadable"),
                            ("previewed", "Previewed"),
                            ("applying", "Applying"),
                            ("applied", "Applied"),
                            ("taking_back", "Taking Back"),
                            ("taken_back", "Taken Back"),
                        ],
                        default="reading",
                        max_length=12,
                    ),
                ),
                ("encoding", models.CharField(blank=True, max_length=20)),
                ("looks_like", models.CharField(blank=True, max_length=20)),
                ("written_at", models.DateTimeField(null=True)),
                ("actor", models.CharField(max_length=300)),
                ("language", models.CharField(max_length=10)),
                ("sent_at", models.DateTimeField()),
                ("previewed_at", models.DateTimeField(null=True)),
                ("applied_at", models.DateTimeField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("taken_back_by", models.CharField(blank=True, max_length=300)),
                ("taken_back_user", models.BigIntegerField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("message", models.TextField(blank=True)),
                ("problems", models.JSONField(default=list)),
                ("notes", models.JSONField(default=list)),
                ("rows_new", models.PositiveIntegerField(default=0)),
                ("rows_known", models.PositiveIntegerField(default=0)),
                ("rows_conflict", models.PositiveIntegerField(default=0)),
                ("rows_wrong", models.PositiveIntegerField(default=0)),
                ("events", models.PositiveIntegerField(default=0)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("writing", models.BooleanField(default=False)),
                ("touched_at", models.DateTimeField()),
                (
                    "whole",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="progress", to="sheets.import"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IssuedForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bundle", models.UUIDField(db_index=True)),
                ("unit_code", models.CharField(max_length=60)),
                ("unit_name", models.CharField(max_length=400)),
                ("tasks", models.JSONField()),
                ("checksum", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.CharField(max_length=300)),
                ("issued_user", models.BigIntegerField()),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="import",
            name="form",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="sheets.issuedform"
            ),
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField()),
                (
                    "effect",
                    models.CharField(
                        choices=[("new", "New"), ("known", "Known"), ("conflict", "Conflict"), ("wrong", "Wrong")],
                        max_length=10,
                    ),
                ),
                ("cells", models.JSONField()),
                ("formulas", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                ("unit_name", models.CharField(blank=True, max_length=400)),
                ("task_title", models.CharField(blank=True, max_length=1000)),
                ("kind", models.CharField(blank=True, max_length=10)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("happened_date", models.DateField(null=True)),
                ("new_due_date", models.DateField(null=True)),
                ("annuls", models.BigIntegerField(null=True)),
                ("key", models.UUIDField(db_index=True, null=True)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tasks.assignment",
                    ),
                ),
                (
                    "whole",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="sheets.import"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["whole", "effect", "line"], name="import_effect")],
                "constraints": [
                    models.UniqueConstraint(fields=("whole", "line"), name="import_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("effect__in", ["new", "known", "conflict", "wrong"])), name="row_effect"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "",
                                    "reported",
                                    "verified",
                                    "returned",
                                    "reopened",
                                    "extended",
                                    "withdrawn",
                                    "annulled",
                                ],
                            )
                        ),
                        name="row_kind",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="issuedform",
            index=models.Index(fields=["unit", "issued_at"], name="form_unit"),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["reading", "unreadable", "previewed", "applying", "applied", "taking_back", "taken_back"],
                    )
                ),
                name="import_state",
            ),
        ),
        append_only("sheets_issuedform"),
    ]
