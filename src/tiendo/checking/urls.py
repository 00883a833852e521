"""The addresses of the room."""

from django.urls import URLPattern, URLResolver

app_name = "checking"
urlpatterns: list[URLPattern | URLResolver] = []
