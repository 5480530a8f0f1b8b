"""Row-level security of the pricing room; a published price is never edited."""

from django.db import migrations

from kwartier.platform.isolation import append_only, protect

# Everybody of the brand reads prices; only an agent in the office, or a worker, publishes them.
BY_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"


class Migration(migrations.Migration):
    dependencies = [("pricing", "0001_initial"), ("parties", "0002_isolation")]

    operations = [
        protect("pricing_product", check=BY_AGENTS),
        protect("pricing_pricecard", check=BY_AGENTS),
        protect("pricing_indexedprice", check=BY_AGENTS),
        append_only("pricing_pricecard"),
        append_only("pricing_indexedprice"),
    ]
