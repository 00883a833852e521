import datetime
from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from tiendo.journal.guard import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [
        ("org", "0003_one_version_a_day"),
        ("tasks", "0003_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="DigestRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("for_date", models.DateField(unique=True)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("none", "None"), ("email", "Email"), ("messenger", "Messenger")], max_length=10
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("masked", models.CharField(max_length=120)),
                ("duty_only", models.BooleanField(default=False)),
                ("since_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="channels",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(default=1)),
                ("renewed_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feed", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=300)),
                ("unit_name", models.CharField(blank=True, max_length=300)),
                ("for_date", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("digest", "Digest"), ("urge", "Urge"), ("confirm", "Confirm")], max_length=10
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=40)),
                (
                    "channel_kind",
                    models.CharField(
                        choices=[("none", "None"), ("email", "Email"), ("messenger", "Messenger")], max_length=10
                    ),
                ),
                ("masked", models.CharField(blank=True, max_length=120)),
                ("lines", models.JSONField(default=list)),
                ("note", models.TextField(blank=True)),
                ("author", models.CharField(blank=True, max_length=600)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "Due"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("no_channel", "No Channel"),
                        ],
                        default="due",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("message_id", models.CharField(max_length=120, unique=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="notices.channel",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReminderRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("before_due", "before_due"),
                            ("on_due_day", "on_due_day"),
                            ("after_due", "after_due"),
                            ("no_report", "no_report"),
                            ("rhythm_missed", "rhythm_missed"),
                            ("returned", "returned"),
                            ("waits_verification", "waits_verification"),
                            ("escalate_head", "escalate_head"),
                            ("escalate_above", "escalate_above"),
                            ("to_answer", "to_answer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("days", models.PositiveSmallIntegerField()),
                ("duty", models.BooleanField(default=True)),
                ("valid_from", models.DateField(default=datetime.date(1900, 1, 1))),
                ("valid_to", models.DateField(default=datetime.date(9999, 12, 31))),
                (
                    "programme",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tasks.programme"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Urge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("urged_date", models.DateField()),
                ("urged_at", models.DateTimeField()),
                ("act", models.UUIDField()),
                ("actor", models.CharField(max_length=300)),
                ("actor_user", models.BigIntegerField(null=True)),
                ("actor_unit", models.CharField(blank=True, max_length=300)),
                ("note", models.TextField(blank=True)),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="urges", to="tasks.assignment"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["email", "messenger"])), name="channel_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unit__isnull", True), ("user__isnull", False)),
                    models.Q(("unit__isnull", False), ("user__isnull", True)),
                    _connector="OR",
                ),
                name="channel_of_one",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state__in", ["due", "sending"])), fields=["attempts", "id"], name="notice_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["for_date", "unit"], name="notice_day"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("user", "for_date", "kind", "about", "channel"), name="notice_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["digest", "urge", "confirm"])), name="notice_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["due", "sending", "sent", "failed", "no_channel"])),
                name="notice_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel_kind__in", ["none", "email", "messenger"])), name="notice_channel_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                ),
                name="notice_sent_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "before_due",
                            "on_due_day",
                            "after_due",
                            "no_report",
                            "rhythm_missed",
                            "returned",
                            "waits_verification",
                            "escalate_head",
                            "escalate_above",
                            "to_answer",
                        ],
                    )
                ),
                name="rule_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gte", 1), ("days__lte", 250)), name="rule_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_from__lte", models.F("valid_to"))), name="rule_dates"
            ),
        ),
        migrations.AddConstraint(
            model_name="urge",
            constraint=models.UniqueConstraint(fields=("assignment", "urged_date"), name="urge_once"),
        ),
        append_only("notices_digestrun"),
        append_only("notices_urge"),
    ]
