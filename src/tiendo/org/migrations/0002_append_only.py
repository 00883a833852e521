from typing import ClassVar

from django.db import migrations

from tiendo.journal.guard import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("org", "0001_initial")]
    operations: ClassVar = [
        append_only("org_treechange"),
        append_only("org_treeclosure"),
    ]
