"""Registers the room with Django."""

from django.apps import AppConfig


class DemoRoom(AppConfig):
    """The demo room."""

    name = "tiendo.demo"
    label = "demo"
