"""The tables of a room, made together.

Django draws its picture of all models anew for each one that a migration creates: of a hundred models
four thousand drawings, two thirds of the time that an empty database took to get its shape. Made
together, the models of a room are drawn once.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTogether(Operation):
    """What a room's first migration does, in order: `CreateModel`, and extensions that these need."""

    reversible = False

    def __init__(self, *operations: Any) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add all models to the state; they are drawn when somebody asks for one."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the tables in their order; constraints between them come last, as Django defers them."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What `migrate` says about it."""
        return f"Make {len(self.operations)} tables together"
