"""A period that was billed stays billed, whoever of the customer's asks.

The scope of ``0006_bills_apart`` says what a customer sees, and a row that is seen may be deleted
where nothing forbids it: without this rule, a customer's session could open a billed period again.
"""

from django.db import migrations

from kwartier.platform.isolation import restrict_writes


class Migration(migrations.Migration):
    dependencies = [("billing", "0006_bills_apart")]

    operations = [restrict_writes("billing_billedperiod"), restrict_writes("billing_bill")]
