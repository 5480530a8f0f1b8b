"""The models and the migrations tell the same tables."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

pytestmark = pytest.mark.django_db


def test_no_model_waits_for_a_migration():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_a_change_without_a_migration_is_seen(monkeypatch):
    field = models.TextField(default="")
    field.set_attributes_from_name("color")
    brand = apps.get_model("platform", "Brand")
    monkeypatch.setattr(brand._meta, "local_fields", [*brand._meta.local_fields, field])
    brand._meta._expire_cache()
    with pytest.raises(SystemExit):
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
    monkeypatch.undo()
    brand._meta._expire_cache()
