"""The tables of a room are made in one go, and the picture of all models is drawn once for them."""

import pytest
from django.db import connection, models
from django.db.migrations import CreateModel
from django.db.migrations.state import ModelState, ProjectState

from kwartier.platform.tables import CreateTogether

ROOM = CreateTogether(
    CreateModel("Wheel", [("id", models.BigAutoField(primary_key=True))]),
    CreateModel(
        "Spoke",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("wheel", models.ForeignKey("cycles.Wheel", models.PROTECT)),
            ("length_mm", models.IntegerField()),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(length_mm__gt=0), name="spoke_has_a_length"
                )
            ]
        },
    ),
)


@pytest.mark.django_db
def test_tables_and_what_holds_between_them_are_there():
    before = ProjectState()
    after = before.clone()
    ROOM.state_forwards("cycles", after)
    with connection.schema_editor() as editor:
        ROOM.database_forwards("cycles", editor, before, after)
    with connection.cursor() as cursor:
        made = connection.introspection.get_constraints(cursor, "cycles_spoke")
    assert "spoke_has_a_length" in made
    assert ("cycles_wheel", "id") in {each["foreign_key"] for each in made.values()}
    assert (ROOM.reversible, ROOM.describe()) == (False, "Make 2 tables together")


def test_models_are_drawn_once_they_are_asked_for():
    state = ProjectState()
    state.add_model(ModelState("parts", "Hub", [("id", models.BigAutoField(primary_key=True))]))
    drawn = state.apps
    ROOM.state_forwards("cycles", state)
    assert "apps" not in state.__dict__
    assert state.apps is not drawn
    names = {model._meta.label for model in state.apps.get_models()}
    assert names == {"parts.Hub", "cycles.Wheel", "cycles.Spoke"}
