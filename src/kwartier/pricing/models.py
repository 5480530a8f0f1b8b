"""Tables of products, price cards, and the prices that an index gave later."""

from django.db import models

from kwartier.pricing.types import Energy, PriceKind


class Product(models.Model):
    """Something that the brand sells, under one name, through many price cards.

    ``region`` is where it is sold; empty: everywhere.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    key = models.SlugField()
    name = models.CharField(max_length=80)
    energy = models.CharField(max_length=12, choices=Energy.choices)
    price_kind = models.CharField(max_length=10, choices=PriceKind.choices)
    region = models.CharField(max_length=12, blank=True, default="")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "key"], name="product_brand_key"),
        ]

    def __str__(self) -> str:
        return self.name


class PriceCard(models.Model):
    """The prices of a product as published; a contract points at the card it was signed with."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="cards")
    version = models.CharField(max_length=40)
    valid_from = models.DateField()
    known_until = models.DateField(null=True)
    terms = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "version"], name="card_product_version"),
        ]

    def __str__(self) -> str:
        return self.version


class IndexedPrice(models.Model):
    """The prices that a variable card's index gave for a later period."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    card = models.ForeignKey(PriceCard, on_delete=models.PROTECT, related_name="indexed")
    valid_from = models.DateField()
    known_until = models.DateField()
    terms = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "valid_from"], name="indexed_card_from"),
            models.CheckConstraint(
                condition=models.Q(known_until__gt=models.F("valid_from")),
                name="indexed_known_after_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.valid_from}"
