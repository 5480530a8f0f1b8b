"""Row-level security of contracts, and supply's answers to the questions of the rooms below."""

from django.db import migrations

from kwartier.platform.isolation import answer, protect

SUPPLY_POINTS = """
BEGIN
  RETURN ARRAY(
    SELECT DISTINCT c.supply_point_id FROM supply_contract c
    WHERE c.account_id = ANY (kwartier_accounts()) AND c.brand_id = kwartier_brand());
END
"""

# Both the first day and the day after the last: the index at 00:00 of each belongs to this
# customer. LEAST passes over NULL, so that an open end reaches as far as a reading can.
SUPPLY_DAYS = """
BEGIN
  RETURN COALESCE((
    SELECT range_agg(int8range(
      c.supply_point_id * 100000 + (lower(c.valid) - DATE '1970-01-01'),
      c.supply_point_id * 100000
        + (LEAST(upper(c.valid), DATE '2200-01-01') - DATE '1970-01-01'),
      '[]'))
    FROM supply_contract c
    WHERE c.account_id = ANY (kwartier_accounts()) AND c.brand_id = kwartier_brand()
  ), '{}'::int8multirange);
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("supply", "0001_initial"),
        ("parties", "0002_isolation"),
        ("metering", "0002_isolation"),
    ]

    operations = [
        answer(function="kwartier_supply_points", returns="bigint[]", body=SUPPLY_POINTS),
        answer(function="kwartier_supply_days", returns="int8multirange", body=SUPPLY_DAYS),
        protect("supply_contract", account_column="account_id"),
    ]
