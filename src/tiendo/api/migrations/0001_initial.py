import uuid
from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from tiendo.journal.guard import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [
        ("journal", "0001_initial"),
        ("documents", "0002_append_only"),
        ("org", "0003_one_version_a_day"),
        ("tasks", "0003_evidence"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Client",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("viewer", "viewer"),
                            ("reporter", "reporter"),
                            ("approver", "approver"),
                            ("owner", "owner"),
                            ("standing_body", "standing_body"),
                            ("leader", "leader"),
                            ("command_centre", "command_centre"),
                            ("inspector", "inspector"),
                            ("administrator", "administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("prefix", models.CharField(max_length=12, unique=True)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_date", models.DateField()),
                ("per_minute", models.PositiveIntegerField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("created_by", models.CharField(max_length=300)),
                ("created_unit", models.CharField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=300)),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Pace",
            fields=[
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="pace",
                        serialize=False,
                        to="api.client",
                    ),
                ),
                ("minute", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Mapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("version", models.PositiveIntegerField()),
                ("target", models.CharField(max_length=300)),
                (
                    "format",
                    models.CharField(choices=[("xlsx", "Xlsx"), ("csv", "Csv"), ("json", "Json")], max_length=4),
                ),
                ("columns", models.JSONField()),
                ("codes", models.JSONField(default=dict)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("recorded_by", models.CharField(max_length=300)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name", "version"), name="mapping_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["xlsx", "csv", "json"])), name="mapping_format"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=300)),
                ("made_unit", models.CharField(blank=True, max_length=300)),
                ("count", models.PositiveIntegerField()),
                ("rows", models.JSONField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tasks.programme"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
                (
                    "mapping",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handovers", to="api.mapping"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_at", models.DateTimeField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to="api.client"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("address", models.CharField(max_length=500)),
                ("secret_sealed", models.BinaryField()),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("reported", "reported"),
                                ("verified", "verified"),
                                ("returned", "returned"),
                                ("reopened", "reopened"),
                                ("extended", "extended"),
                                ("withdrawn", "withdrawn"),
                                ("annulled", "annulled"),
                            ],
                            max_length=10,
                        ),
                        size=None,
                    ),
                ),
                ("last_event", models.BigIntegerField()),
                ("active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("created_by", models.CharField(max_length=300)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="webhooks", to="api.client"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tasks.programme"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("delivered", "Delivered"), ("given_up", "Given Up")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(null=True)),
                ("tried_at", models.DateTimeField(null=True)),
                ("response_code", models.PositiveSmallIntegerField(null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tasks.progressevent"
                    ),
                ),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="api.webhook"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(fields=["unit"], name="client_unit"),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "viewer",
                            "reporter",
                            "approver",
                            "owner",
                            "standing_body",
                            "leader",
                            "command_centre",
                            "inspector",
                            "administrator",
                        ],
                    )
                ),
                name="client_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(condition=models.Q(("per_minute__gte", 1)), name="client_pace"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["programme", "unit", "made_at"], name="handover_latest"),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.UniqueConstraint(fields=("client", "document"), name="upload_once"),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kinds__contained_by",
                        ["reported", "verified", "returned", "reopened", "extended", "withdrawn", "annulled"],
                    )
                ),
                name="webhook_kinds",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(condition=models.Q(("state", "waiting")), fields=["next_at"], name="delivery_waiting"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("webhook", "event"), name="delivery_once"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "delivered", "given_up"])), name="delivery_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next_at__isnull", False), ("state", "waiting")),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("next_at__isnull", True)),
                    _connector="OR",
                ),
                name="delivery_waits_for_a_moment",
            ),
        ),
        append_only("api_upload"),
        append_only("api_mapping"),
        append_only("api_handover"),
        # Written at every request and worth a minute: it needs no place in the write-ahead log.
        migrations.RunSQL(sql="ALTER TABLE api_pace SET UNLOGGED", reverse_sql="ALTER TABLE api_pace SET LOGGED"),
    ]
