"""What programs send."""

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from tiendo.api.schemas.fields import Code, Day, Key, Moment, Note, Percent, Sum, Words

MOST_REPORTS = 200
MOST_FILES = 10


class ReportIn(Schema):
    """How far one assignment is. `key` is the sender's own number for this report (a UUID)."""

    model_config = ConfigDict(extra="forbid")

    programme: Code
    task: Code
    unit: Code
    percent: Percent
    key: Key | None = None
    happened_date: Day | None = None
    note: Note = ""
    written_at: Moment | None = None
    evidence: Annotated[list[Sum], Field(max_length=MOST_FILES)] = []


class ReportsIn(Schema):
    """Reports that are recorded together or not at all."""

    model_config = ConfigDict(extra="forbid")

    reports: Annotated[list[ReportIn], Field(min_length=1, max_length=MOST_REPORTS)]


class BlockedIn(Schema):
    """An assignment of the raising unit that cannot go on."""

    model_config = ConfigDict(extra="forbid")

    programme: Code
    task: Code


class ObstacleIn(Schema):
    """What stands in the way of a unit. `group`: a code that can be listed; `remover`: the unit to remove it."""

    model_config = ConfigDict(extra="forbid")

    unit: Code
    group: Code
    title: Annotated[Words, Field(min_length=1)]
    description: Annotated[Note, Field(min_length=1)]
    proposal: Note = ""
    remover: Code | None = None
    remover_note: Words = ""
    blocks: Annotated[list[BlockedIn], Field(max_length=MOST_REPORTS)] = []
    evidence: Annotated[list[Sum], Field(max_length=MOST_FILES)] = []
    key: Key | None = None
