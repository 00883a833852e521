"""The addresses of the room."""

from django.urls import path

from tiendo.requests import views, views_explanations, views_extensions

app_name = "requests"

EXTENSION = "requests/extensions/<int:number>/"
EXPLANATION = "requests/explanations/<int:number>/"

urlpatterns = [
    path("requests/", views.request_list, name="list"),
    path("requests/answer-days/", views.answer_days_page, name="answer_days"),
    path("requests/extensions/+new/", views_extensions.new_extension, name="new_extension"),
    path(EXTENSION, views_extensions.extension_page, name="extension"),
    path(f"{EXTENSION}grant/", views_extensions.grant, name="grant"),
    path(f"{EXTENSION}refuse/", views_extensions.refuse, name="refuse"),
    path(f"{EXTENSION}back/", views_extensions.take_back, name="take_back"),
    path(f"{EXTENSION}files/<int:file>/", views_extensions.extension_file, name="extension_file"),
    path("requests/explanations/+new/", views_explanations.new_explanation, name="new_explanation"),
    path(EXPLANATION, views_explanations.explanation_page, name="explanation"),
    path(f"{EXPLANATION}answer/", views_explanations.answer, name="answer"),
    path(f"{EXPLANATION}again/", views_explanations.ask_again, name="ask_again"),
    path(f"{EXPLANATION}close/", views_explanations.close, name="close"),
]
