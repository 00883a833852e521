from typing import ClassVar

from django.db import migrations

from tiendo.journal.guard import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("tasks", "0001_initial")]
    operations: ClassVar = [
        append_only("tasks_progressevent"),
        append_only("tasks_seal"),
    ]
