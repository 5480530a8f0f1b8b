"""Row-level security of contracts, and supply's answers to the questions of the rooms below.

A customer reads contracts and writes none: a contract is what opens a supply point's readings.
Days of protection and arrangements are guarded like their contract.
"""

from django.db import migrations

from kwartier.platform.isolation import BY_NOBODY, answer, protect, restrict_writes


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

# The question of sign-up: which account do these facts name? A customer number, the last four digits of
# any supply point that was ever under contract with the account, and for a business its enterprise number
# (digits only, leading zeros aside). All must hold.
MATCH_ACCOUNT = """
CREATE OR REPLACE FUNCTION kwartier_match_account(
  p_brand bigint, p_number text, p_digits text, p_enterprise text
) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  RETURN (
    SELECT a.id FROM parties_customeraccount a
    WHERE a.brand_id = p_brand AND a.number = p_number
      AND p_digits ~ '^[0-9]{4}$'
      AND (a.kind <> 'business' OR (
        ltrim(regexp_replace(a.enterprise_number, '[^0-9]', '', 'g'), '0') <> ''
        AND ltrim(regexp_replace(a.enterprise_number, '[^0-9]', '', 'g'), '0')
          = ltrim(regexp_replace(p_enterprise, '[^0-9]', '', 'g'), '0')))
      AND EXISTS (
        SELECT FROM supply_contract c JOIN metering_supplypoint s ON s.id = c.supply_point_id
        WHERE c.account_id = a.id AND right(s.code, 4) = p_digits));
END
$body$;
"""


class Migration(migrations.Migration):
    replaces = [("supply", "0006_arrangements")]

    dependencies = [("supply", "0001_tables"), ("parties", "0003_rules"), ("metering", "0002_rules")]

    operations = [
        answer(function="kwartier_supply_points", returns="bigint[]", body=SUPPLY_POINTS),
        answer(function="kwartier_supply_days", returns="int8multirange", body=SUPPLY_DAYS),
        migrations.RunSQL(MATCH_ACCOUNT),
        protect("supply_contract", account_column="account_id"),
        restrict_writes("supply_contract"),
        protect("supply_protection", account_column="account_id"),
        # An end is set on the record; a stretch is never thrown away.
        restrict_writes("supply_protection", delete=BY_NOBODY),
        protect("supply_arrangement", account_column="account_id"),
        # An end is set on the record; a stretch is never thrown away.
        restrict_writes("supply_arrangement", delete=BY_NOBODY),
    ]
