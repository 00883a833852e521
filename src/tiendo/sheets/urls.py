"""The addresses of the room."""

from django.urls import URLPattern, URLResolver

app_name = "sheets"
urlpatterns: list[URLPattern | URLResolver] = []
