"""Registers the room with Django."""

from django.apps import AppConfig


class ApiRoom(AppConfig):
    """The api room."""

    name = "tiendo.api"
    label = "api"
