"""The addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from tiendo.notices import views, views_open, views_own, views_rules

app_name = "notices"
urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/", views.notices, name="notices"),
    path("notices/missing/", views.missing, name="missing"),
    path("notices/urge/", views.urge_units, name="urge"),
    path("notices/rules/", views_rules.rules, name="rules"),
    path("notices/rules/<int:number>/end/", views_rules.end, name="end_rule"),
    path("notices/confirm/<str:token>/", views_open.confirm_channel, name="confirm_channel"),
    path("notices/duty-only/<str:token>/", views_open.duty_only, name="duty_only"),
    path("account/notices/", views_own.channels, name="channels"),
    path("account/notices/feed/", views_own.feed, name="renew_feed"),
    path("account/notices/<int:number>/duty/", views_own.limit_channel, name="limit_channel"),
    path("account/notices/<int:number>/end/", views_own.end, name="end_channel"),
    path("calendar/<str:token>.ics", views_open.feed, name="feed"),
]
