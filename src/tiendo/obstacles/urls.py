"""The addresses of the room."""

from django.urls import URLPattern, URLResolver

app_name = "obstacles"
urlpatterns: list[URLPattern | URLResolver] = []
