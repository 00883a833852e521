from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from tiendo.journal.guard import append_only

# Our own default until somebody decides another one.
DEFAULT_DAYS = """
INSERT INTO requests_answerdays (days, valid_from, basis, recorded_at, actor)
VALUES (3, '1900-01-01', '', now(), '')
"""


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [
        ("documents", "0002_append_only"),
        ("journal", "0002_append_only"),
        ("org", "0003_one_version_a_day"),
        ("tasks", "0003_evidence"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="AnswerDays",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("basis", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 60)), name="answer_days_range"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "asking_unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="explanations", to="tasks.assignment"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=300)),
                ("actor_user", models.BigIntegerField()),
                ("actor_unit", models.CharField(blank=True, max_length=300)),
                ("due_date", models.DateField()),
                ("wished_date", models.DateField()),
                ("reason", models.TextField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="tasks.assignment"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExtensionAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=300)),
                ("actor_user", models.BigIntegerField()),
                ("actor_unit", models.CharField(blank=True, max_length=300)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("granted", "granted"), ("refused", "refused"), ("taken_back", "taken_back")],
                        max_length=10,
                    ),
                ),
                ("new_due_date", models.DateField(null=True)),
                ("decision", models.CharField(blank=True, max_length=300)),
                ("note", models.TextField(blank=True)),
                (
                    "extension",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answer", to="requests.extension"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExtensionFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "extension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="requests.extension"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExplanationEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=300)),
                ("actor_user", models.BigIntegerField()),
                ("actor_unit", models.CharField(blank=True, max_length=300)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "step",
                    models.CharField(
                        choices=[("asked", "asked"), ("answered", "answered"), ("closed", "closed")], max_length=8
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("due_date", models.DateField(null=True)),
                (
                    "explanation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="requests.explanation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("explanation", "number", "step"), name="explanation_step_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("step", "closed")), fields=("explanation",), name="explanation_closed_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ["asked", "answered", "closed"])), name="explanation_step"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_date__isnull", False), ("step", "asked")),
                            models.Q(models.Q(("step", "asked"), _negated=True), ("due_date__isnull", True)),
                            _connector="OR",
                        ),
                        name="explanation_question_due",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("wished_date__gt", models.F("due_date"))), name="extension_wishes_more_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="extensionanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["granted", "refused", "taken_back"])), name="extension_outcome"
            ),
        ),
        migrations.AddConstraint(
            model_name="extensionanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("new_due_date__isnull", False), ("outcome", "granted")),
                    models.Q(
                        models.Q(("outcome", "granted"), _negated=True),
                        ("decision", ""),
                        ("new_due_date__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="extension_granted_until",
            ),
        ),
        migrations.RunSQL(DEFAULT_DAYS, migrations.RunSQL.noop),
        append_only("requests_answerdays"),
        append_only("requests_explanation"),
        append_only("requests_explanationentry"),
        append_only("requests_extension"),
        append_only("requests_extensionanswer"),
        append_only("requests_extensionfile"),
    ]
