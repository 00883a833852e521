"""People made for one test of the calendar."""

from datetime import date

from django.conf import settings
from django.test import Client

from tiendo.gateways.machine import MachineAuthor
from tiendo.org.queries import version_of
from tiendo.people.actions import create_account, create_position
from tiendo.people.models import User
from tiendo.rules.permissions import Role

SINCE = date(2025, 7, 1)
AUTHOR = MachineAuthor(name="test")


def person(username: str, role: Role, unit: str = "VN") -> User:
    """An account with a role over a unit (by its code)."""
    user = create_account(username=username, full_name=username, password="sông-Lam-2025", author=AUTHOR)
    version = version_of(unit, SINCE)
    create_position(
        user=user, role=role, title=f"{role} {unit}", unit=version, scope=version, valid_from=SINCE, author=AUTHOR
    )
    return user


def logged_in(user: User) -> Client:
    """A browser that reads English, in which the account has logged in."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(user)
    return client
