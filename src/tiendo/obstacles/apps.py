"""Registers the room with Django."""

from django.apps import AppConfig


class ObstaclesRoom(AppConfig):
    """The obstacles room."""

    name = "tiendo.obstacles"
    label = "obstacles"
