from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="position",
            name="lent_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lendings",
                to="people.position",
            ),
        ),
        migrations.RemoveConstraint(model_name="position", name="position_dates"),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__lt", models.F("valid_to")),
                    models.Q(("lent_from__isnull", False), ("valid_from", models.F("valid_to"))),
                    _connector="OR",
                ),
                name="position_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("lent_from__isnull", True), ("user__isnull", False), _connector="OR"),
                name="position_lent_to_one",
            ),
        ),
    ]
