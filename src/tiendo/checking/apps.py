"""Registers the room with Django."""

from django.apps import AppConfig


class CheckingRoom(AppConfig):
    """The checking room."""

    name = "tiendo.checking"
    label = "checking"
