"""What is answered to a program that writes: what was recorded, or why nothing was."""

from datetime import date
from uuid import UUID

from ninja import Schema

from tiendo.api.schemas.fields import MomentOut, PercentOut


class ReportedOut(Schema):
    """One recorded report. The same key gives this answer again."""

    key: UUID
    event: int
    programme: str
    task: str
    unit: str
    percent: PercentOut
    happened_date: date
    recorded_at: MomentOut
    address: str


class ReportsOut(Schema):
    """The recorded reports, in the order in which they were sent."""

    reports: list[ReportedOut]


class UploadOut(Schema):
    """A file that was received; reports name it by its SHA-256."""

    sha256: str
    name: str
    content_type: str
    size: int


class GroupOut(Schema):
    """A group of obstacles."""

    code: str
    name_vi: str
    name_en: str


class GroupsOut(Schema):
    """The groups of obstacles that can be chosen today."""

    groups: list[GroupOut]


class ObstacleOut(Schema):
    """A raised obstacle. The same key gives this answer again."""

    key: UUID
    number: int
    unit: str
    group: str
    title: str
    raised_at: MomentOut


class ProblemPart(Schema):
    """What is wrong in one place of the request."""

    where: str
    detail: str


class Problem(Schema):
    """Why something was not done (RFC 9457): what happened, why, what to do."""

    type: str
    title: str
    status: int
    detail: str
    advice: str
    problems: list[ProblemPart]
