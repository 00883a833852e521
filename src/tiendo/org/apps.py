"""Registers the room with Django."""

from django.apps import AppConfig


class OrgRoom(AppConfig):
    """The org room."""

    name = "tiendo.org"
    label = "org"
