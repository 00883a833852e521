"""Registers the room with Django."""

from django.apps import AppConfig


class ReportingRoom(AppConfig):
    """The reporting room."""

    name = "tiendo.reporting"
    label = "reporting"
