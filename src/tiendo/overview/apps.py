"""Registers the room with Django."""

from django.apps import AppConfig


class OverviewRoom(AppConfig):
    """The overview room."""

    name = "tiendo.overview"
    label = "overview"
