"""Each format counts its statements for itself; what an agent took back says so."""

from django.db import migrations, models

REASONS = [
    ("check_fails", "its reference fails its check"),
    ("nothing_open", "nothing is open on the customer account"),
    ("short", "less than is open was paid"),
    ("over", "more than is open was paid"),
    ("twice", "it seems to be paid twice"),
    ("proposed", "amount and payer fit one account"),
    ("ambiguous", "it names several customers"),
    ("not_ours", "it returns a collection that we did not make"),
    ("debit", "money that left the account"),
    ("refused", "the books did not take it where it leads"),
    ("undone", "its placing was taken back"),
    ("unknown", "nothing in it is known"),
]


class Migration(migrations.Migration):
    dependencies = [("banking", "0002_isolation")]

    operations = [
        migrations.RemoveConstraint("bankstatement", "bank_statement_once"),
        migrations.RemoveConstraint("bankstatement", "bank_statement_number"),
        migrations.AddConstraint(
            "bankstatement",
            models.UniqueConstraint(
                fields=["own_account", "fingerprint", "format", "number"],
                nulls_distinct=False,
                name="bank_statement_once",
            ),
        ),
        migrations.AddConstraint(
            "bankstatement",
            models.UniqueConstraint(
                fields=["own_account", "format", "year", "number"],
                condition=models.Q(number__isnull=False),
                name="bank_statement_number",
            ),
        ),
        migrations.AlterField(
            "detailplacing",
            "reason",
            models.CharField(max_length=16, blank=True, choices=REASONS),
        ),
    ]
