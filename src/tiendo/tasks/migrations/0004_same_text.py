"""The index by which identical notes are found: the expression is the one of tasks.queries.evidence."""

from typing import ClassVar

from django.db import migrations

MARKED = "àáâãäåçèéêëìíîïðñòóôõöùúûüýÿāăąćĉċčďđēĕėęěĝğġģĥĩīĭįĵķĺļľńņňōŏőŕŗřśŝşšţťũūŭůűųŵŷźżžơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
PLAIN = "aaaaaaceeeeiiiidnooooouuuuyyaaaccccddeeeeegggghiiiijklllnnnooorrrssssttuuuuuuwyzzzouaaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyy"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("tasks", "0003_evidence")]
    operations: ClassVar = [
        migrations.RunSQL(
            sql=rf"""
            CREATE INDEX event_note ON tasks_progressevent (
                md5(btrim(regexp_replace(translate(lower(normalize(note)), '{MARKED}', '{PLAIN}'), '\s+', ' ', 'g')))
            ) WHERE kind = 'reported' AND char_length(note) >= 20
            """,
            reverse_sql="DROP INDEX event_note",
        ),
    ]
