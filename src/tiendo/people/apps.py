"""Registers the room with Django."""

from django.apps import AppConfig


class PeopleRoom(AppConfig):
    """The people room."""

    name = "tiendo.people"
    label = "people"
