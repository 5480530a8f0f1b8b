"""The office's search asks the trigram index for two words by name.

``LIKE ALL (words)`` cannot use an index, two plain conditions can: the caller puts the longest
words first, and the rest only filters what they found.
"""

from django.db import migrations

SEARCH = """
CREATE OR REPLACE FUNCTION kwartier_search_supply_points(brand bigint, words text[], most int)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE
  sees_all boolean := kwartier_is_agent()
    OR pg_has_role(session_user, 'kwartier_worker', 'member');
  own bigint[] := CASE WHEN sees_all THEN NULL ELSE kwartier_supply_points() END;
  longest text := words[1];
  second text := COALESCE(words[2], words[1]);
BEGIN
  RETURN QUERY
    SELECT p.id FROM metering_supplypoint p
    WHERE p.brand_id = brand AND p.search_text LIKE longest AND p.search_text LIKE second
      AND p.search_text LIKE ALL (words) AND (sees_all OR p.id = ANY (own))
    ORDER BY p.search_text, p.id LIMIT most;
END $body$;
"""


class Migration(migrations.Migration):
    dependencies = [("metering", "0002_isolation")]

    operations = [migrations.RunSQL(SEARCH, migrations.RunSQL.noop)]
