"""The guard that makes a table append-only, for every role, in the database itself."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION tiendo_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Record a correcting event instead.';
END $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """A migration step after which the database refuses UPDATE, DELETE and TRUNCATE on `table`."""
    return migrations.RunSQL(
        sql=f"""
        {FUNCTION}
        CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION tiendo_append_only();
        CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION tiendo_append_only();
        """,
        reverse_sql=f"""
        DROP TRIGGER append_only_table ON {table};
        DROP TRIGGER append_only_rows ON {table};
        """,
    )
