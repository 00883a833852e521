"""The addresses of boards, lists and single facts."""

from django.urls import URLPattern, path

from tiendo.overview import views, views_cutoffs, views_detail, views_lists, views_my_work, views_tables

app_name = "overview"

PROGRAMME = "programmes/<str:code>/"
UNIT = f"{PROGRAMME}units/<str:unit>/"
TASK = f"{PROGRAMME}tasks/<str:task>/"
ASSIGNMENT = f"{TASK}units/<str:unit>/"
FIGURE = f"{PROGRAMME}figures/<str:figure>/"

urlpatterns: list[URLPattern] = [
    path("", views_lists.home, name="home"),
    path("board/", views_lists.first_board, name="home_board"),
    path("my-work/", views_my_work.my_work, name="my_work"),
    path("programmes/", views_lists.programmes, name="programmes"),
    path("units/", views_lists.units, name="units"),
    path(PROGRAMME, views.board_page, name="board"),
    path(f"{PROGRAMME}table.csv", views_tables.board_table, name="board_table"),
    path(f"{PROGRAMME}table.xlsx", views_tables.board_table, name="board_table_xlsx"),
    path(f"{PROGRAMME}directive/", views_detail.directive_file, name="directive"),
    path(UNIT, views.unit_page, name="unit"),
    path(f"{UNIT}table.csv", views_tables.unit_table, name="unit_table"),
    path(f"{UNIT}table.xlsx", views_tables.unit_table, name="unit_table_xlsx"),
    path(f"{UNIT}tasks.csv", views_tables.tasks_table, name="unit_tasks_table"),
    path(f"{UNIT}tasks.xlsx", views_tables.tasks_table, name="unit_tasks_table_xlsx"),
    path(f"{UNIT}matrix.csv", views_tables.matrix_table, name="unit_matrix_table"),
    path(f"{UNIT}matrix.xlsx", views_tables.matrix_table, name="unit_matrix_table_xlsx"),
    path(f"{UNIT}confirm/", views_cutoffs.confirm_state_view, name="confirm_state"),
    path(TASK, views_detail.task_page, name="task"),
    path(f"{TASK}table.csv", views_detail.task_table, name="task_table"),
    path(f"{TASK}table.xlsx", views_detail.task_table, name="task_table_xlsx"),
    path(ASSIGNMENT, views_detail.assignment_page, name="assignment"),
    path(f"{ASSIGNMENT}events/", views_detail.assignment_event, name="assignment_event"),
    path(FIGURE, views_detail.figure_page, name="figure"),
    path(f"{FIGURE}table.csv", views_detail.figure_table, name="figure_table"),
    path(f"{FIGURE}table.xlsx", views_detail.figure_table, name="figure_table_xlsx"),
    path("cutoffs/", views_cutoffs.cutoff_list, name="cutoffs"),
    path("cutoffs/<int:number>/", views_cutoffs.cutoff_page, name="cutoff"),
    path("cutoffs/<int:number>/record.json", views_cutoffs.cutoff_record, name="cutoff_record"),
]
