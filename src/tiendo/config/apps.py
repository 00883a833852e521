"""Registers the room with Django."""

from django.apps import AppConfig


class ConfigRoom(AppConfig):
    """The config room."""

    name = "tiendo.config"
    label = "config"
