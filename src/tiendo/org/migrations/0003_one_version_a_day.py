from typing import ClassVar

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

SQL = """
ALTER TABLE org_unitversion
    ADD CONSTRAINT unit_one_version_a_day
        EXCLUDE USING gist (unit_id WITH =, daterange(valid_from, valid_to) WITH &&) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT unit_code_once_a_day
        EXCLUDE USING gist (code WITH =, kind WITH =, daterange(valid_from, valid_to) WITH &&)
        DEFERRABLE INITIALLY DEFERRED;
"""
REVERSE = """
ALTER TABLE org_unitversion DROP CONSTRAINT unit_one_version_a_day, DROP CONSTRAINT unit_code_once_a_day;
"""


class Migration(migrations.Migration):
    """On any day a unit has one version, and a code one unit of its kind."""

    dependencies: ClassVar = [("org", "0002_append_only")]
    operations: ClassVar = [BtreeGistExtension(), migrations.RunSQL(SQL, REVERSE)]
