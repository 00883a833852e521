"""Registers the room with Django."""

from django.apps import AppConfig


class NoticesRoom(AppConfig):
    """The notices room."""

    name = "tiendo.notices"
    label = "notices"
