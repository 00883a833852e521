"""Registers the room with Django."""

from django.apps import AppConfig


class FiguresRoom(AppConfig):
    """The figures room."""

    name = "tiendo.figures"
    label = "figures"
