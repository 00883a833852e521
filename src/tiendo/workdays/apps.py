"""Registers the room with Django."""

from django.apps import AppConfig


class WorkdaysRoom(AppConfig):
    """The workdays room."""

    name = "tiendo.workdays"
    label = "workdays"
