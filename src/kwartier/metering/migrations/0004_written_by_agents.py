"""What a customer may write of metering: readings of their own meter, given by a customer.

Points, meters and registers are only read. The search asks for the request's brand itself, so that
an agent of one brand finds nothing in another.
"""

from django.db import migrations

from kwartier.platform.isolation import BY_AGENTS, BY_NOBODY, restrict_writes

GIVEN = "(origin = 'customer' AND NOT is_official AND NOT closes_period)"
ON_OWN_METER = (
    "EXISTS (SELECT FROM metering_register r WHERE r.id = register_id"
    " AND r.supply_point_id = metering_reading.supply_point_id)"
)

SEARCH = """
CREATE OR REPLACE FUNCTION kwartier_search_supply_points(brand bigint, words text[], most int)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE
  -- Inside, current_user is the owner; who asks is the role that was set, else the login.
  asker name := COALESCE(NULLIF(current_setting('role'), 'none'), session_user);
  is_worker boolean := pg_has_role(asker, 'kwartier_worker', 'member');
  sees_all boolean := is_worker OR kwartier_is_agent();
  own bigint[] := CASE WHEN sees_all THEN NULL ELSE kwartier_supply_points() END;
  longest text := words[1];
  second text := COALESCE(words[2], words[1]);
BEGIN
  IF NOT is_worker AND brand IS DISTINCT FROM kwartier_brand() THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT p.id FROM metering_supplypoint p
    WHERE p.brand_id = brand AND p.search_text LIKE longest AND p.search_text LIKE second
      AND p.search_text LIKE ALL (words) AND (sees_all OR p.id = ANY (own))
    ORDER BY p.search_text, p.id LIMIT most;
END $body$;
"""


class Migration(migrations.Migration):
    dependencies = [("metering", "0003_search_by_index")]

    operations = [
        restrict_writes("metering_supplypoint"),
        restrict_writes("metering_meter"),
        restrict_writes("metering_register"),
        restrict_writes(
            "metering_reading",
            insert=f"{ON_OWN_METER} AND ({BY_AGENTS} OR {GIVEN})",
            update=f"{BY_AGENTS} OR {GIVEN}",
            delete=BY_NOBODY,
        ),
        migrations.RunSQL(SEARCH, migrations.RunSQL.noop),
    ]
