"""Registers the room with Django."""

from django.apps import AppConfig


class DirectivesRoom(AppConfig):
    """The directives room."""

    name = "tiendo.directives"
    label = "directives"
