"""Registers the room with Django."""

from django.apps import AppConfig


class RequestsRoom(AppConfig):
    """The requests room."""

    name = "tiendo.requests"
    label = "requests"
