"""Supply's answer to the question of sign-up: which account do these facts name?

A customer number, the last four digits of any supply point that was ever under contract with the
account, and for a business its enterprise number (digits only, leading zeros aside). All must hold.
"""

from django.db import migrations

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
    dependencies = [("supply", "0002_isolation"), ("parties", "0003_identity")]

    operations = [migrations.RunSQL(MATCH_ACCOUNT, migrations.RunSQL.noop)]
