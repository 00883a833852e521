"""Units through time. `Unit` is who it is; `UnitVersion` is what it was called and where it stood, when."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

ENDLESS = date(9999, 12, 31)
BEGINNING = date(1900, 1, 1)


class UnitKind(models.TextChoices):
    """What a unit is in the tree. The Vietnamese designation (xã, phường …) stands beside it."""

    COUNTRY = "country"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    CENTRAL_BODY = "central_body"
    PEOPLES_COMMITTEE = "peoples_committee"
    PARTY_COMMITTEE = "party_committee"
    STANDING_BODY = "standing_body"
    DEPARTMENT = "department"
    JOINT_BODY = "joint_body"
    PARTNER = "partner"


def full_name(designation: str, name: str) -> str:
    """Designation and name as an official writes them; names that hold their designation ("Phường 1") stay."""
    if not designation:
        return name
    designation = designation[0].upper() + designation[1:]
    return name if name.startswith(designation) else f"{designation} {name}"


class Unit(models.Model):
    """A unit as one through time; its key never changes and is never used again."""

    key = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.key


class UnitVersion(models.Model):
    """What a unit was from `valid_from` until the day before `valid_to`."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions")
    code = models.CharField(max_length=60)
    e_id = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=300)
    designation = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=UnitKind)
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    province = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=200)
    valid_from = models.DateField(default=BEGINNING)
    valid_to = models.DateField(default=ENDLESS)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    area_km2 = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    folded = models.CharField(max_length=400)
    sort_key = models.CharField(max_length=2000)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(valid_from__lt=models.F("valid_to")), name="unit_dates"),
            models.CheckConstraint(condition=models.Q(kind__in=UnitKind.values), name="unit_kind"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["code"], name="unit_code"),
            models.Index(fields=["path"], name="unit_path", opclasses=["text_pattern_ops"]),
            models.Index(fields=["unit", "valid_from"], name="unit_versions"),
            models.Index(fields=["kind", "valid_from"], name="unit_kinds"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.full_name}"

    @property
    def full_name(self) -> str:
        """Designation and name as an official writes them: "Xã Anh Sơn"."""
        return full_name(self.designation, self.name)


class SuccessionKind(models.TextChoices):
    """How a unit came from another."""

    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"
    RENAMED = "renamed"


class Succession(models.Model):
    """From `from_date` on, `successor` stands where `predecessor` (or a part of it) stood."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=10, choices=SuccessionKind)
    from_date = models.DateField()
    decision = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["predecessor", "successor", "from_date"], name="succession_once"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} ({self.kind})"


class Membership(models.Model):
    """A unit that sits on a joint body (steering committee, helper group, working group)."""

    body = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="members")
    member = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    valid_from = models.DateField(default=BEGINNING)
    valid_to = models.DateField(default=ENDLESS)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "member", "valid_from"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.body_id}"


class TreeChange(models.Model):
    """One change of the tree; its number is the version of the tree. Append-only."""

    APPEND_ONLY: ClassVar[bool] = True

    verb = models.CharField(max_length=40)
    from_date = models.DateField()
    decision = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.id}: {self.verb} from {self.from_date}"


class TreeClosure(models.Model):
    """A day up to which the tree is closed, since a figure was published on it. Append-only."""

    APPEND_ONLY: ClassVar[bool] = True

    closed_date = models.DateField()
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"closed until {self.closed_date}"
