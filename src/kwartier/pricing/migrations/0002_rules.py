"""Row-level security of the pricing room; a published price is never edited.

Everybody of the brand reads prices; only an agent in the office, or a worker, publishes them.
"""

from django.db import migrations

from kwartier.platform.isolation import append_only, protect, restrict_writes


BY_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"


class Migration(migrations.Migration):
    replaces = [("pricing", "0003_written_by_agents")]

    dependencies = [("pricing", "0001_tables"), ("parties", "0003_rules")]

    operations = [
        protect("pricing_product", check=BY_AGENTS),
        restrict_writes("pricing_product"),
        protect("pricing_pricecard", check=BY_AGENTS),
        append_only("pricing_pricecard"),
        protect("pricing_indexedprice", check=BY_AGENTS),
        append_only("pricing_indexedprice"),
    ]
