"""Registers the room with Django."""

from django.apps import AppConfig


class SheetsRoom(AppConfig):
    """The sheets room."""

    name = "tiendo.sheets"
    label = "sheets"
