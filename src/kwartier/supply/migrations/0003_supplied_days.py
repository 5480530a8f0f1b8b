"""Supply's answers to the room of series: who was supplied on which days, and billed on what."""

from django.db import migrations

from kwartier.platform.isolation import answer

# Half-open: what is used on a day belongs to who had the contract during it. Two contracts of a
# person with a day of somebody else's between them stay two ranges.
SUPPLIED_DAYS = """
BEGIN
  RETURN COALESCE((
    SELECT range_agg(int8range(
      c.supply_point_id * 100000 + (lower(c.valid) - DATE '1970-01-01'),
      c.supply_point_id * 100000
        + (LEAST(upper(c.valid), DATE '2200-01-01') - DATE '1970-01-01')))
    FROM supply_contract c
    WHERE c.account_id = ANY (kwartier_accounts()) AND c.brand_id = kwartier_brand()
  ), '{}'::int8multirange);
END
"""

# With the rights of who asks. A dynamic price holds for a quarter of an hour: its bill rests on them.
CONTRACT_DAYS = """
CREATE OR REPLACE FUNCTION kwartier_contract_days(points bigint[])
RETURNS TABLE (point_id bigint, account_id bigint, from_day date, until_day date,
               bills_on_intervals boolean)
LANGUAGE plpgsql STABLE AS $body$
BEGIN
  RETURN QUERY
    SELECT c.supply_point_id, c.account_id, lower(c.valid), upper(c.valid),
           p.price_kind = 'dynamic'
    FROM supply_contract c JOIN pricing_product p ON p.id = c.product_id
    WHERE c.supply_point_id = ANY (points) ORDER BY c.supply_point_id, lower(c.valid);
END $body$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("supply", "0002_rules"),
        ("intervals", "0002_rules"),
        ("pricing", "0002_rules"),
    ]

    operations = [
        answer(function="kwartier_supplied_days", returns="int8multirange", body=SUPPLIED_DAYS),
        migrations.RunSQL(CONTRACT_DAYS, migrations.RunSQL.noop),
    ]
