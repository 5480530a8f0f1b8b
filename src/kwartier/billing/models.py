"""Tables of bills and their bundles, of settlements taken over, of switches and billing runs."""

import json
from functools import cached_property
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models

from energycore.bundle.forms import BundleText
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._bundles import read_texts
from kwartier.billing._run_states import RunRowState, RunState
from kwartier.billing._schedule_models import InstalmentSchedule  # noqa: F401 - a table, too
from kwartier.billing.types import Channel
from kwartier.supply.types import BillingRhythm


def _adds_up(name: str) -> models.CheckConstraint:
    balance = models.F("total_cents") - models.F("advances_cents")
    return models.CheckConstraint(condition=models.Q(balance_cents=balance), name=name)


# What a row shares with its contract and journal, or with its bill: a guard compares them for all that
# a statement adds. Those have foreign keys, and neither a journal nor a bill ever goes.
_HELD: Any = {"on_delete": models.PROTECT, "db_index": False, "db_constraint": False}


class BillingSwitch(models.Model):
    """That a contract goes over to another way of billing, on a day to come or past.

    From advances to ``monthly`` bills of what was used, or back; the one that waits is withdrawn, or done.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    contract = models.ForeignKey("supply.Contract", on_delete=models.PROTECT)
    to_rhythm = models.CharField(max_length=8, choices=BillingRhythm.choices)
    effective_on = models.DateField()
    asked_on = models.DateField()
    asked_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_person_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    justification = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=models.Q(withdrawn_at__isnull=True, done_at__isnull=True),
                name="billing_switch_one_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(done_at__isnull=True),
                name="billing_switch_one_end",
            ),
            models.CheckConstraint(
                condition=models.Q(effective_on__gt=models.F("asked_on")),
                name="billing_switch_to_come",
            ),
        ]
        indexes = [
            models.Index(
                fields=["brand", "effective_on"],
                condition=models.Q(withdrawn_at__isnull=True, done_at__isnull=True),
                name="billing_switch_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.to_rhythm} {self.effective_on}"


class SettlementRecord(models.Model):
    """A settlement of a past period, as a fact taken over from before."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    contract = models.ForeignKey("supply.Contract", on_delete=models.PROTECT)
    period = DateRangeField()
    total_cents = models.BigIntegerField()
    advances_cents = models.BigIntegerField()
    balance_cents = models.BigIntegerField()
    issued_on = models.DateField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="settlement_periods_apart",
                expressions=[
                    ("contract", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            _adds_up("settlement_adds_up"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.balance_cents}"


class BundleForm(models.Model):
    """What many bills say alike, word for word: a form of ``energycore.bundle.forms``.

    ``id`` is made of the brand and the text; a form is never changed, and never goes.
    """

    id = models.UUIDField(primary_key=True)
    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.id)


class Bill(models.Model):
    """A bill as issued: what a period cost, what was invoiced in advance, and what that leaves.

    ``bundle_forms`` and ``bundle_own`` are everything that it was made from: the forms that it shares
    with others (`BundleForm`), and its own values (see ``energycore.bundle``). Nothing of it is read
    from anywhere else again. Bills of earlier versions hold the whole document in ``whole_bundle``.
    ``vat`` and ``advance_vat`` hold base and VAT per rate; ``corrects`` is the bill that a credit note
    takes back. ``provisional_part`` is what it charges by an estimate, ``replaced_part`` what the bill
    before had charged so; both are within the advances.
    """

    brand = models.ForeignKey("platform.Brand", **_HELD)
    account = models.ForeignKey("parties.CustomerAccount", **_HELD)
    contract = models.ForeignKey("supply.Contract", on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=30)
    period = DateRangeField()
    issued_on = models.DateField()
    due_on = models.DateField()
    total_cents = models.BigIntegerField()
    advances_cents = models.BigIntegerField()
    balance_cents = models.BigIntegerField()
    vat = models.JSONField()
    advance_vat = models.JSONField()
    component_cents = models.JSONField()
    volumes_wh = models.JSONField()
    whole_bundle = models.JSONField(null=True)
    bundle_forms = ArrayField(models.UUIDField(), default=list)
    bundle_own = models.TextField(default="")
    bundle_sha256 = models.CharField(max_length=64)
    provisional_part = models.JSONField(null=True)
    replaced_part = models.JSONField(null=True)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True)
    journal = models.ForeignKey("ledger.Journal", **_HELD)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="bill_number"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["settlement", "closing", "monthly", "credit_note"]),
                name="bill_kind_known",
            ),
            _adds_up("bill_adds_up"),
            models.CheckConstraint(
                condition=models.Q(
                    period__startswith__isnull=False, period__endswith__isnull=False
                ),
                name="bill_period_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(whole_bundle__isnull=True) ^ models.Q(bundle_own=""),
                name="bill_bundle_kept",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-issued_on"], name="bill_account_issued"),
            models.Index(
                fields=["contract"],
                condition=models.Q(provisional_part__isnull=False),
                name="bill_provisional_part",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def bundle(self) -> dict[str, Any]:
        """The document from which anybody can calculate the bill again."""
        whole: dict[str, Any] | None = self.whole_bundle
        return json.loads(self.text.whole()) if whole is None else whole

    @property
    def text(self) -> BundleText:
        """The same as forms and values."""
        if self.whole_bundle is not None:
            return BundleText.of_document(self.whole_bundle)
        (text,) = read_texts([(self.bundle_forms, self.bundle_own)])
        return text


class BilledPeriod(models.Model):
    """Which bill stands for which days of a contract: the database refuses two for one day.

    No fact but the present: when a bill is corrected, its successor takes the place.
    """

    brand = models.ForeignKey("platform.Brand", **_HELD)
    account = models.ForeignKey("parties.CustomerAccount", **_HELD)
    contract = models.ForeignKey("supply.Contract", **_HELD)
    period = DateRangeField()
    bill = models.OneToOneField(Bill, on_delete=models.PROTECT, related_name="stands_for")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="billed_periods_apart",
                expressions=[
                    ("contract", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.bill_id}"


class BillingRun(models.Model):
    """One round of settlements of a brand: planned, approved by another, looked at again, released.

    ``billed_until`` is the day by which periods are over; ``issued_on`` stands on its bills; ``report``
    has the sums of the last step, ``plan_mark`` what its drafts knew of (see `platform.marks`).
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    number = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=RunState.choices)
    billed_until = models.DateField()
    issued_on = models.DateField(null=True)
    planned_by = models.BigIntegerField()
    planned_by_name = models.CharField(max_length=200)
    planned_at = models.DateTimeField()
    plan_mark = models.TextField(blank=True)
    approved_by = models.BigIntegerField(null=True)
    approved_by_name = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_filled = models.BooleanField(default=False)
    report = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="billing_run_number"),
            models.UniqueConstraint(
                fields=["brand"],
                condition=~models.Q(state__in=[RunState.RELEASED, RunState.UNDONE]),
                name="billing_run_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("planned_by")),
                name="billing_run_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BillingRunRow(models.Model):
    """One billing period in a run: what its bill comes to, or what stands in its way.

    ``before_cents`` is what the period before cost, brought to as many days; ``why`` says what
    stands in the way; ``place`` is the number drawn for its bill.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    run = models.ForeignKey(BillingRun, models.PROTECT, related_name="rows", db_index=False)
    plan = models.ForeignKey(AdvancePlan, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=RunRowState.choices)
    total_cents = models.BigIntegerField(null=True)
    advances_cents = models.BigIntegerField(null=True)
    before_cents = models.BigIntegerField(null=True)
    is_outlier = models.BooleanField(default=False)
    why = models.JSONField(default=list)
    place = models.BigIntegerField(null=True)
    bill = models.ForeignKey(Bill, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "run"], name="billing_run_row_once"),
            models.UniqueConstraint(
                fields=["bill"], condition=~models.Q(bill=None), name="billing_run_row_bill_once"
            ),
        ]
        indexes = [models.Index(fields=["run", "state", "id"], name="billing_run_row_state")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.plan_id} {self.state}"


class BillDraft(models.Model):
    """A bill that a run decided and nobody got: without number, without posting.

    ``bundle_forms`` and ``bundle_own`` are its bundle, as a `Bill` has it. It goes with its run.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    row = models.OneToOneField(BillingRunRow, on_delete=models.PROTECT, related_name="draft")
    account_id = models.BigIntegerField()
    contract_id = models.BigIntegerField()
    supply_point_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    period = DateRangeField()
    term_days = models.PositiveSmallIntegerField()
    vat = models.JSONField()
    advance_vat = models.JSONField()
    component_cents = models.JSONField()
    volumes_wh = models.JSONField()
    bundle_forms = ArrayField(models.UUIDField())
    bundle_own = models.TextField()
    provisional_part = models.JSONField(null=True)
    replaced_part = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.row_id}"
