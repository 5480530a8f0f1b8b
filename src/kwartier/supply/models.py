"""The tables of contracts, and of the days on which something holds for one by a document."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from kwartier.supply.types import (
    LONGEST_GROUP,
    LONGEST_NAME,
    LONGEST_TAG,
    MOST_TAGS,
    ArrangementKind,
    BillingRhythm,
    CustomerCategory,
    EndReason,
)


class Contract(models.Model):
    """Supply of one supply point to one customer account, on the days of ``valid``, [from, until).

    ``prosumer_kva``, ``mean_peak_w`` and ``subscribed_kva`` are what capacity terms are charged
    on; ``off_peak_label`` is the operator's own text. ``domicile``: the customer lives there.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey(
        "parties.CustomerAccount", on_delete=models.PROTECT, related_name="contracts"
    )
    supply_point = models.ForeignKey(
        "metering.SupplyPoint", on_delete=models.PROTECT, related_name="contracts"
    )
    product = models.ForeignKey("pricing.Product", on_delete=models.PROTECT, related_name="+")
    price_card = models.ForeignKey("pricing.PriceCard", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    valid = DateRangeField()
    customer_category = models.CharField(max_length=12, choices=CustomerCategory.choices)
    domicile = models.BooleanField(default=False)
    billing_rhythm = models.CharField(max_length=8, choices=BillingRhythm.choices)
    settlement_month = models.PositiveSmallIntegerField()
    prosumer_kva = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    mean_peak_w = models.PositiveIntegerField(null=True, blank=True)
    subscribed_kva = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    off_peak_label = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField()
    ends_reason = models.CharField(max_length=16, choices=EndReason.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="contract_brand_number"),
            ExclusionConstraint(
                name="contract_no_overlap",
                expressions=[
                    ("supply_point", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(settlement_month__range=(1, 12)), name="contract_settlement_month"
            ),
            models.CheckConstraint(
                condition=Q(
                    valid__isempty=False,
                    valid__lower_inf=False,
                    valid__startswith__gte="1970-01-01",
                ),
                name="contract_has_first_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Stretch(models.Model):
    """Days of a contract, [from, until), on which something holds, with what says so.

    A correction moves a stretch, on the record; the database keeps them apart.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    valid = DateRangeField()
    document = models.CharField(max_length=200)
    noted_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid__isempty=False, valid__lower_inf=False),
                name="%(class)s_has_first_day",
            ),
            models.CheckConstraint(condition=~Q(document=""), name="%(class)s_has_document"),
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.valid}"


class Protection(Stretch):
    """Days on which the household of a contract is a protected customer."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="protections")

    class Meta(Stretch.Meta):
        constraints = [
            *Stretch.Meta.constraints,
            ExclusionConstraint(
                name="protections_apart",
                expressions=[
                    ("contract", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Arrangement(Stretch):
    """Days on which something is arranged for a contract."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="arrangements")
    kind = models.CharField(max_length=20, choices=ArrangementKind.choices)

    class Meta(Stretch.Meta):
        constraints = [
            *Stretch.Meta.constraints,
            ExclusionConstraint(
                name="arrangements_apart",
                expressions=[
                    ("contract", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class SupplyPointLabel(models.Model):
    """What a customer calls one of their supply points: a name, one group, and tags. Empty says nothing."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey(
        "parties.CustomerAccount", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    supply_point = models.ForeignKey(
        "metering.SupplyPoint", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    group_name = models.CharField(max_length=LONGEST_GROUP, blank=True)
    tags = ArrayField(models.CharField(max_length=LONGEST_TAG), size=MOST_TAGS, default=list)
    labeled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "supply_point"], name="label_once"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.account_id} {self.supply_point_id}"
