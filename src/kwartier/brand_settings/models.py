"""The table of what brands decided."""

from django.db import models


class BrandParameter(models.Model):
    """A dated setting of a brand, with its source; a new value is a new row."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    key = models.CharField(max_length=60)
    value = models.JSONField()
    from_day = models.DateField()
    source = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "key", "from_day"], name="parameter_brand_key_from"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.from_day}"
