"""The addresses of the room."""

from django.urls import path

from tiendo.obstacles import views, views_policies

app_name = "obstacles"
urlpatterns = [
    path("obstacles/", views.obstacles, name="obstacles"),
    path("obstacles/table.csv", views.obstacle_table, name="table"),
    path("obstacles/+new/", views.new_obstacle, name="new"),
    path("obstacles/groups/", views_policies.groups, name="groups"),
    path("obstacles/groups/<slug:code>/", views_policies.group, name="group"),
    path("obstacles/days/", views_policies.days, name="days"),
    path("obstacles/<int:number>/", views.obstacle_page, name="obstacle"),
    path("obstacles/<int:number>/acts/", views.obstacle_act, name="act"),
    path("obstacles/<int:number>/merge/", views.obstacle_merge, name="merge"),
    path("obstacles/<int:number>/files/<int:file>/", views.obstacle_file, name="file"),
]
