"""Contenders for the tests of ranking: read from a cell of a page, or drawn."""

from hypothesis import strategies as st

from tiendo.rules.rank import Contender, Criterion


def contenders_of(cell: str) -> list[Contender]:
    """Reads `A 3/4 0/0 0, B 2/4 0/0 0`."""
    found = []
    for part in cell.split(", "):
        key, communes, tasks, overdue = part.split()
        complete, units = map(int, communes.split("/"))
        done, total = map(int, tasks.split("/"))
        found.append(Contender(key, complete, units, done, total, int(overdue)))
    return found


def criteria_of(cell: str) -> list[Criterion]:
    return [Criterion(name) for name in cell.split(", ")]


@st.composite
def worlds(draw: st.DrawFn, *, least: int = 2) -> list[Contender]:
    """Contenders with small numbers, so that ties are frequent."""
    found = []
    for rank in range(draw(st.integers(least, 7))):
        units, total = draw(st.integers(1, 6)), draw(st.integers(0, 6))
        complete, done = draw(st.integers(0, units)), draw(st.integers(0, total))
        found.append(Contender(f"p{rank}", complete, units, done, total, draw(st.integers(0, 3))))
    return found


rules = st.lists(st.sampled_from(Criterion), min_size=1, max_size=3, unique=True)
