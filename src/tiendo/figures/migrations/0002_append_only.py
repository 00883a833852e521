from typing import ClassVar

from django.db import migrations

from tiendo.journal.guard import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("figures", "0001_initial")]
    operations: ClassVar = [
        append_only("figures_lightpolicyversion"),
        append_only("figures_rankruleversion"),
        append_only("figures_cutoff"),
        append_only("figures_stateconfirmation"),
    ]
