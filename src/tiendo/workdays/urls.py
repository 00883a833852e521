"""The addresses of the room."""

from django.urls import path

from tiendo.workdays import views

app_name = "workdays"
urlpatterns = [path("workdays/", views.calendar_page, name="calendar")]
