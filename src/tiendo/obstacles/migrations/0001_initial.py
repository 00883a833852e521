import datetime
from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tiendo.journal.guard import append_only

BEGINNING = datetime.date(1900, 1, 1)
# No official list of groups is public; these are starting values that an administrator changes.
GROUPS = (
    ("power", "Điện", "Power"),
    ("facilities", "Trụ sở, cơ sở vật chất", "Facilities"),
    ("equipment", "Trang thiết bị", "Equipment"),
    ("line", "Đường truyền, kết nối mạng", "Line and network"),
    ("system", "Phần mềm, nền tảng, hệ thống", "Software and systems"),
    ("data", "Dữ liệu", "Data"),
    ("people", "Nhân lực, kỹ năng", "People and skills"),
    ("money", "Kinh phí", "Money"),
    ("rules", "Thể chế, quy định, thủ tục", "Rules and procedures"),
    ("other", "Vấn đề khác", "Other"),
)
# Decision 766/QĐ-TTg: working days for feedback on the National Public Service Portal.
DAYS = (("refuse", 2), ("ask", 5), ("answer", 15), ("publish", 2))
BASIS = "Như thời hạn xử lý phản ánh, kiến nghị trên Cổng Dịch vụ công quốc gia (Quyết định 766/QĐ-TTg)."


def first_rows(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The groups and the days to begin with."""
    groups, days = apps.get_model("obstacles", "ObstacleGroup"), apps.get_model("obstacles", "DaysAllowed")
    for sequence, (code, name_vi, name_en) in enumerate(GROUPS, start=1):
        groups.objects.create(code=code, name_vi=name_vi, name_en=name_en, sequence=10 * sequence)
    for step, count in DAYS:
        days.objects.create(step=step, days=count, valid_from=BEGINNING, basis=BASIS)


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [
        ("documents", "0002_append_only"),
        ("org", "0003_one_version_a_day"),
        ("tasks", "0003_evidence"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Obstacle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300)),
                ("description", models.TextField()),
                ("proposal", models.TextField(blank=True)),
                ("remover_note", models.CharField(blank=True, max_length=500)),
                ("raised_at", models.DateTimeField()),
                ("raised_user", models.BigIntegerField()),
                (
                    "remover",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="obstacles", to="org.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DaysAllowed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[("refuse", "refuse"), ("ask", "ask"), ("answer", "answer"), ("publish", "publish")],
                        max_length=10,
                    ),
                ),
                ("days", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("basis", models.CharField(max_length=300)),
                ("added_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("added_by", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ["refuse", "ask", "answer", "publish"])), name="days_step"
                    ),
                    models.CheckConstraint(condition=models.Q(("days__gte", 1)), name="days_at_least_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ObstacleEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("raised", "raised"),
                            ("taken_up", "taken_up"),
                            ("asked", "asked"),
                            ("given", "given"),
                            ("passed_up", "passed_up"),
                            ("answered", "answered"),
                            ("refused", "refused"),
                            ("reopened", "reopened"),
                            ("closed", "closed"),
                            ("merged", "merged"),
                            ("published", "published"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(blank=True, max_length=300)),
                ("actor_user", models.BigIntegerField(null=True)),
                ("actor_unit", models.CharField(blank=True, max_length=300)),
                ("key", models.UUIDField(null=True, unique=True)),
                (
                    "into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="obstacles.obstacle",
                    ),
                ),
                (
                    "obstacle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="obstacles.obstacle"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ObstacleFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="obstacles.obstacleentry"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ObstacleGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=30, unique=True)),
                ("name_vi", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("sequence", models.PositiveSmallIntegerField(default=100)),
                ("valid_from", models.DateField(default=datetime.date(1900, 1, 1))),
                ("valid_to", models.DateField(default=datetime.date(9999, 12, 31))),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__lt", models.F("valid_to"))), name="group_dates"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="obstacle",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="obstacles", to="obstacles.obstaclegroup"
            ),
        ),
        migrations.CreateModel(
            name="ObstacleStanding",
            fields=[
                (
                    "obstacle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="obstacles.obstacle",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("taken_up", "taken_up"),
                            ("waiting", "waiting"),
                            ("answered", "answered"),
                            ("refused", "refused"),
                            ("closed", "closed"),
                            ("merged", "merged"),
                        ],
                        max_length=10,
                    ),
                ),
                ("arrived_date", models.DateField()),
                ("waited_days", models.PositiveIntegerField(default=0)),
                ("asked_date", models.DateField(null=True)),
                ("answered_date", models.DateField(null=True)),
                ("published", models.BooleanField(default=False)),
                ("last_entry_at", models.DateTimeField()),
                (
                    "into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="obstacles.obstacle",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ObstacleBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tasks.assignment"
                    ),
                ),
                (
                    "obstacle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="blocks", to="obstacles.obstacle"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("obstacle", "assignment"), name="block_once")],
            },
        ),
        migrations.AddIndex(
            model_name="obstacleentry",
            index=models.Index(fields=["obstacle", "recorded_at"], name="obstacle_entry"),
        ),
        migrations.AddConstraint(
            model_name="obstacleentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "raised",
                            "taken_up",
                            "asked",
                            "given",
                            "passed_up",
                            "answered",
                            "refused",
                            "reopened",
                            "closed",
                            "merged",
                            "published",
                        ],
                    )
                ),
                name="entry_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="obstacleentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("into__isnull", False), ("kind", "merged")),
                    models.Q(models.Q(("kind", "merged"), _negated=True), ("into__isnull", True)),
                    _connector="OR",
                ),
                name="entry_into_when_merged",
            ),
        ),
        migrations.AddConstraint(
            model_name="obstaclefile",
            constraint=models.UniqueConstraint(fields=("entry", "document"), name="obstacle_file_once"),
        ),
        migrations.AddIndex(
            model_name="obstaclestanding",
            index=models.Index(fields=["state", "unit"], name="obstacle_standing"),
        ),
        migrations.AddConstraint(
            model_name="obstaclestanding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["new", "taken_up", "waiting", "answered", "refused", "closed", "merged"])
                ),
                name="obstacle_state",
            ),
        ),
        append_only("obstacles_obstacle"),
        append_only("obstacles_daysallowed"),
        append_only("obstacles_obstacleentry"),
        append_only("obstacles_obstaclefile"),
        append_only("obstacles_obstacleblock"),
        migrations.RunPython(first_rows, migrations.RunPython.noop),
    ]
