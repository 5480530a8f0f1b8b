"""What is owed is found by the number of its document, whoever owes it: an index for another one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_folded_instalments")]

    operations = [
        migrations.AddIndex(
            "posting",
            models.Index(
                fields=["document"],
                condition=models.Q(book="receivable"),
                name="posting_of_document",
            ),
        ),
        migrations.RemoveIndex("posting", "posting_document"),
    ]
