"""Imports and foreign keys only go down the house."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from house_plan import ROOT, SOURCE, rooms

from tiendo.figures.models import CutOff

Model = type[models.Model]


def wrong_keys(found: Iterable[Model]) -> list[str]:
    """The foreign keys of the house's models that do not point into the same room or a lower one."""
    storeys = rooms()
    wrong = []
    for model in found:
        room = model._meta.app_label
        if room not in storeys:
            continue  # a table of the framework: sessions, content types
        for field in model._meta.get_fields():
            if not field.concrete or not field.is_relation:
                continue
            assert field.related_model is not None, f"{model.__name__}.{field.name} points to no model"
            target = field.related_model._meta.app_label
            if target != room and (target not in storeys or storeys[target] <= storeys[room]):
                wrong.append(f"{room}.{model.__name__}.{field.name} points to {target}")
    return wrong


def test_imports_keep_every_contract() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(command)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "0 broken" in done.stdout


def test_every_room_with_a_folder_is_in_the_plan_and_every_room_of_the_plan_has_one() -> None:
    folders = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert folders == set(rooms())


def test_foreign_keys_only_go_down() -> None:
    assert wrong_keys(apps.get_models()) == []


def test_a_foreign_key_that_points_up_is_caught() -> None:
    with isolate_apps():

        class Planted(models.Model):
            cutoff = models.ForeignKey(CutOff, on_delete=models.PROTECT, related_name="+")

            class Meta:
                app_label = "org"

            def __str__(self) -> str:
                return "planted"

        assert wrong_keys([Planted]) == ["org.Planted.cutoff points to figures"]


def test_a_foreign_key_that_points_beside_is_caught() -> None:
    with isolate_apps():

        class Beside(models.Model):
            class Meta:
                app_label = "ui"

            def __str__(self) -> str:
                return "beside"

        class Planted(models.Model):
            beside = models.ForeignKey(Beside, on_delete=models.PROTECT, related_name="+")

            class Meta:
                app_label = "journal"

            def __str__(self) -> str:
                return "planted"

        assert wrong_keys([Beside, Planted]) == ["journal.Planted.beside points to ui"]
