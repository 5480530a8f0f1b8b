"""The runtime roles, and the questions that row-level security asks."""

from django.db import migrations

from kwartier.platform.isolation import declare_roles_and_questions


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]

    operations = [declare_roles_and_questions()]
