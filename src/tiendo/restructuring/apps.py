"""Registers the room with Django."""

from django.apps import AppConfig


class RestructuringRoom(AppConfig):
    """The restructuring room."""

    name = "tiendo.restructuring"
    label = "restructuring"
