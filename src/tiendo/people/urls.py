"""Addresses of the log-in, one's account, and the accounts that one manages."""

from django.urls import path

from tiendo.people import views, views_account, views_lending, views_login

app_name = "people"
urlpatterns = [
    path("login/", views_login.login, name="login"),
    path("login/code/", views_login.code, name="code"),
    path("logout/", views_login.logout, name="logout"),
    path("account/", views_account.account, name="account"),
    path("account/password/", views_account.password, name="password"),
    path("account/second-factor/", views_account.second_factor, name="second_factor"),
    path("account/second-factor/removal/", views_account.second_factor_removal, name="second_factor_removal"),
    path("account/lending/", views_lending.own_lending, name="own_lending"),
    path("account/lending/<int:number>/end/", views_lending.end_own_lending, name="end_own_lending"),
    path("people/", views.people, name="people"),
    # A log-in name begins with a letter or digit, so that "+new" is never one.
    path("people/+new/", views.new_account, name="new_account"),
    path("people/<str:username>/", views.person, name="person"),
    path("people/<str:username>/password/", views.reset_password, name="reset_password"),
    path("people/<str:username>/close/", views.close_account, name="close_account"),
    path("people/<str:username>/reopen/", views.reopen_account, name="reopen_account"),
    path("people/<str:username>/second-factor/", views.drop_second_factor, name="drop_second_factor"),
    path("people/<str:username>/positions/<int:position>/end/", views.end_position, name="end_position"),
    path("people/<str:username>/lending/", views_lending.persons_lending, name="persons_lending"),
    path(
        "people/<str:username>/lending/<int:number>/end/",
        views_lending.end_persons_lending,
        name="end_persons_lending",
    ),
]
