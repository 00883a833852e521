"""The addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from tiendo.sheets import views, views_forms

app_name = "sheets"

IMPORT = "imports/<int:number>/"
BUNDLE = "forms/<str:bundle>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("imports/", views.imports, name="imports"),
    path(IMPORT, views.import_page, name="import"),
    path(f"{IMPORT}reading/", views.reading, name="reading"),
    path(f"{IMPORT}record/", views.record, name="record"),
    path(f"{IMPORT}taking-back/", views.taking_back, name="taking_back"),
    path("forms/", views_forms.forms, name="forms"),
    path("forms/return/", views_forms.form_return, name="form_return"),
    path(BUNDLE, views_forms.bundle, name="bundle"),
    path(f"{BUNDLE}forms.zip", views_forms.bundle_zip, name="bundle_zip"),
    path(f"{BUNDLE}<int:number>.xlsx", views_forms.bundle_form, name="bundle_form"),
]
