"""A customer reads contracts and writes none: a contract is what opens a supply point's readings."""

from django.db import migrations

from kwartier.platform.isolation import restrict_writes


class Migration(migrations.Migration):
    dependencies = [("supply", "0003_match_account")]

    operations = [restrict_writes("supply_contract")]
