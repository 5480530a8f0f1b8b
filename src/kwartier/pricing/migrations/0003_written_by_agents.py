"""Everybody of the brand reads its products; an agent in the office, or a worker, writes them."""

from django.db import migrations

from kwartier.platform.isolation import restrict_writes


class Migration(migrations.Migration):
    dependencies = [("pricing", "0002_isolation")]

    operations = [restrict_writes("pricing_product")]
