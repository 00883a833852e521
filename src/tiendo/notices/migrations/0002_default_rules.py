from typing import ClassVar

from django.db import migrations

# kind, working days, whether it is a duty: proposals of this software, to be replaced by what an office decides.
RULES = (
    ("before_due", 5, False),
    ("before_due", 1, True),
    ("on_due_day", 1, True),
    ("after_due", 5, True),
    ("no_report", 10, False),
    ("rhythm_missed", 5, True),
    ("returned", 2, True),
    ("waits_verification", 3, True),
    ("escalate_head", 3, True),
    ("escalate_above", 10, True),
    ("to_answer", 2, True),
)


def install(apps, schema_editor):
    rule = apps.get_model("notices", "ReminderRule")
    rule.objects.bulk_create([rule(kind=kind, days=days, duty=duty) for kind, days, duty in RULES])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notices", "0001_initial")]

    operations: ClassVar = [migrations.RunPython(install, migrations.RunPython.noop)]
