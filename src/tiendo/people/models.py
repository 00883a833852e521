"""Accounts and positions."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now

from tiendo.org.models import BEGINNING, ENDLESS, Unit
from tiendo.rules.permissions import Role


class Accounts(BaseUserManager["User"]):
    """Looks accounts up by their log-in name."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person's account. Rights come from positions only."""

    username = models.CharField(max_length=80, unique=True)
    full_name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    totp_sealed = models.BinaryField(null=True)  # encrypted with a key outside the database
    totp_last_step = models.BigIntegerField(default=0)  # a one-time code counts once
    # Somebody else knows the password: nothing opens until the person has chosen another.
    password_generated = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[Accounts] = Accounts()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.full_name

    @property
    def has_totp(self) -> bool:
        """Whether a second factor is asked at log-in."""
        return self.totp_sealed is not None


class Position(models.Model):
    """A role in an employing unit over a scope (a unit and all below it), held for a time; may be vacant."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="positions")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions")
    scope = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scoped_positions")
    valid_from = models.DateField(default=BEGINNING)
    valid_to = models.DateField(default=ENDLESS)
    # The position that this one is lent from: the same role, unit and scope, for some days, by another person.
    lent_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="lendings")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                # A lending that was taken back before it began was held on no day.
                condition=models.Q(valid_from__lt=models.F("valid_to"))
                | models.Q(lent_from__isnull=False, valid_from=models.F("valid_to")),
                name="position_dates",
            ),
            models.CheckConstraint(condition=models.Q(role__in=[role.value for role in Role]), name="position_role"),
            models.CheckConstraint(
                condition=models.Q(lent_from__isnull=True) | models.Q(user__isnull=False), name="position_lent_to_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.role})"

    def in_force(self, day: date) -> bool:
        """Whether the position is held on `day`; the last day is the one before `valid_to`."""
        return self.valid_from <= day < self.valid_to


class LoginThrottle(models.Model):
    """Failed log-ins of one account name, known or not (a whole province sits behind one network address)."""

    DELETABLE: ClassVar[bool] = True

    account = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.failures} failures"
