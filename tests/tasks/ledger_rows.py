"""Small tables for tests, as they come out of a CSV."""

from tiendo.gateways.clock import now
from tiendo.gateways.spreadsheets import Row
from tiendo.tasks.actions import load_programmes, load_progress, load_tasks
from tiendo.tasks.models import Assignment


class Tester:
    """The author of what tests load."""

    name = "a test"
    unit_name = ""


def rows(header: str, *lines: str) -> list[Row]:
    """Rows of a table; the header is line 1."""
    names = header.split(",")
    return [
        Row(number, dict(zip(names, (cell.strip() for cell in line.split(",")), strict=False)))
        for number, line in enumerate(lines, start=2)
    ]


PROGRESS = "programme,task,unit,kind,percent,new_due_date,recorded_at,happened_date,actor,note,annuls"


def load(*lines: str) -> int:
    """Load progress lines; returns how many are new."""
    return load_progress(rows(PROGRESS, *lines), author=Tester(), now=now()).added


def assignment_of(task: str = "A", unit: str = "16681", programme: str = "TEST") -> Assignment:
    """The assignment of a task to a commune, as it stands now."""
    found = Assignment.objects.select_related("task__programme", "unit")
    return found.get(task__code=task, task__programme__code=programme, unit__key=f"c{unit}")


def small_programme(code: str = "TEST", level: str = "commune", targets: str = "16681;16690") -> None:
    """A programme with two tasks for two communes of Nghệ An, due 31/8 and 31/12/2025."""
    load_programmes(
        rows(
            "code,title,directive_number,directive_date,issuer",
            f"{code},Chương trình thử,01-KH/BCĐ,2025-06-19,Ban Chỉ đạo",
        ),
        author=Tester(),
    )
    load_tasks(
        rows(
            "programme,code,level,title,targets,due_date,recorded_at",
            f"{code},A,{level},Việc A,{targets},2025-08-31,2025-07-01 08:00",
            f"{code},B,{level},Việc B,{targets},2025-12-31,2025-07-01 08:00",
        ),
        author=Tester(),
        now=now(),
    )
