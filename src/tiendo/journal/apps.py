"""Registers the room with Django."""

from django.apps import AppConfig


class JournalRoom(AppConfig):
    """The journal room."""

    name = "tiendo.journal"
    label = "journal"
