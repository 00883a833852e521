"""The address of the journal."""

from django.urls import path

from tiendo.journal import views

app_name = "journal"
urlpatterns = [path("journal/", views.journal, name="journal")]
