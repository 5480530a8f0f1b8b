"""What of instalments was not collected becomes part of the bill of their year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_books_of_the_bank")]

    operations = [
        migrations.AlterField(
            model_name="journal",
            name="kind",
            field=models.CharField(
                choices=[('advance_invoice', 'advance invoice'), ('invoice', 'invoice'), ('settlement', 'settlement'), ('folded', 'instalment moved to the bill'), ('payment', 'payment'), ('return', 'returned payment'), ('reversal', 'reversal'), ('refund', 'refund'), ('refund_released', 'refund not paid out'), ('refund_paid', 'refund paid out'), ('reminder_cost', 'reminder cost'), ('waiver', 'waiver'), ('write_off', 'written off'), ('bank_entry', 'bank entry'), ('clearing', 'bank entry of no customer'), ('opening', 'opening balance'), ('correction', 'correction')],
                max_length=20,
            ),
        ),
    ]
