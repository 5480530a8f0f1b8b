"""Amounts that a customer's session writes have bounds in the database, whoever holds the session."""

from django.db import migrations, models


def bound(model: str, condition: models.Q, name: str) -> migrations.AddConstraint:
    """One bound of a table."""
    check = models.CheckConstraint(condition=condition, name=name)
    return migrations.AddConstraint(model_name=model, constraint=check)


class Migration(migrations.Migration):
    dependencies = [("billing", "0013_advance_after_months")]

    operations = [
        bound(
            "advanceplan",
            models.Q(("amount_cents__lte", 100_000_000)),
            "plan_amount_within_reason",
        ),
        bound(
            "advancechange",
            models.Q(("from_cents__range", (0, 100_000_000)), ("to_cents__range", (1, 100_000_000))),
            "change_amounts_within_reason",
        ),
        bound(
            "advanceinvoice",
            models.Q(("amount_cents__range", (1, 100_000_000))),
            "advance_invoice_within_reason",
        ),
        bound(
            "refusalrecord",
            models.Q(("asked_cents__range", (1, 1_000_000_000))),
            "refusal_asked_within_reason",
        ),
    ]
