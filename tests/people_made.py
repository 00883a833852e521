"""People made for one test, through the verbs that the pages use, and the browsers in which they have logged in."""

from datetime import date

from django.conf import settings
from django.test import Client

from tiendo.gateways.machine import MachineAuthor
from tiendo.org.queries import version_of
from tiendo.people.actions import create_account, create_position
from tiendo.people.models import User
from tiendo.rules.permissions import Role

PASSWORD = "sông-Lam-2025"
SINCE = date(2025, 7, 1)
AUTHOR = MachineAuthor(name="test")


def person(username: str, role: Role | None = None, unit: str = "VN", scope: str = "", name: str = "") -> User:
    """An account with one position in a unit (by its code) over a scope: the unit itself if none is named."""
    user = create_account(username=username, full_name=name or username, password=PASSWORD, author=AUTHOR)
    if role is not None:
        position(user, role, unit, scope)
    return user


def position(user: User, role: Role, unit: str, scope: str = "") -> None:
    """A further position of an account."""
    create_position(
        user=user,
        role=role,
        title=f"{role} {unit}",
        unit=version_of(unit, SINCE),
        scope=version_of(scope or unit, SINCE),
        valid_from=SINCE,
        author=AUTHOR,
    )


def visitor(language: str = "en") -> Client:
    """A browser that reads a language."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def logged_in(user: User, language: str = "en") -> Client:
    """A browser in which the account has logged in, without going through the pages of the log-in."""
    client = visitor(language)
    client.force_login(user)
    return client
