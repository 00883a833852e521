from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0002_lent_positions")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="user",
            name="password_generated",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
