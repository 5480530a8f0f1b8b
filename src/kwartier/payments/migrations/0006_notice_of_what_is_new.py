"""What a mandate covered earlier is kept, for its notice; its reference is one in capitals or not."""

from django.db import migrations, models
from django.db.models.functions import Upper

from kwartier.platform.isolation import keep_columns

CHANGED = (
    *("bank_account_id", "scope", "ask_above_cents", "state", "suspended_at", "suspended_reason"),
    *("ended_at", "end_reason", "end_detail", "last_collected_on", "earlier_terms"),
)
_KEPT_ANEW = migrations.RunSQL(
    "DROP TRIGGER keep_columns ON payments_mandate;", migrations.RunSQL.noop
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_collections_apart")]

    operations = [
        migrations.AddField(
            model_name="mandate", name="earlier_terms", field=models.JSONField(default=list)
        ),
        migrations.RemoveConstraint(model_name="mandate", name="mandate_reference"),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(
                "creditor_identifier", Upper("reference"), name="mandate_reference"
            ),
        ),
        _KEPT_ANEW,
        keep_columns("payments_mandate", but=CHANGED, from_agents=True),
    ]
