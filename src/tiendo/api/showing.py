"""What differs between two files, as the page shows it: a code for which the form has no list stands in words."""

from dataclasses import replace

from tiendo.api.columns import LIST_OF, Comparison
from tiendo.api.models import Mapping
from tiendo.ui.terms import LIGHTS, STATES, Words

WORDS: dict[str, Words] = {"state": STATES, "light": LIGHTS}


def in_words(comparison: Comparison | None, mapping: Mapping) -> Comparison | None:
    """The same comparison to be read by a person; the files themselves keep the codes."""
    if comparison is None:
        return None
    by_column = {
        column["column"]: WORDS[column["field"]]
        for column in mapping.columns
        if column.get("field") in WORDS and not mapping.codes.get(LIST_OF[column["field"]])
    }
    changed = (
        replace(
            change,
            before=_word(by_column, change.column, change.before),
            after=_word(by_column, change.column, change.after),
        )
        for change in comparison.changed
    )
    return replace(comparison, changed=tuple(changed))


def _word(by_column: dict[str, Words], column: str, cell: str) -> str:
    return str(by_column.get(column, {}).get(cell, cell))
