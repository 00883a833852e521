"""Registers the room with Django."""

from django.apps import AppConfig


class UiRoom(AppConfig):
    """The ui room."""

    name = "tiendo.ui"
    label = "ui"
