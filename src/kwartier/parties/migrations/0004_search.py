"""The office's search for a customer, answered by the database for agents only.

A plain query would read the whole table: PostgreSQL does not let LIKE use an index below a
row-level policy, because the operator might leak what it reads. The function runs with the owner's
rights, asks first whether an agent is asking, and then uses the trigram indexes.
"""

from django.db import migrations

from kwartier.platform.extensions import require_extension

FIND_CUSTOMERS = """
CREATE FUNCTION parties_find_customers(p_text text, p_limit int)
RETURNS TABLE (account_id bigint, matched text) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
  v_text text := lower(btrim(p_text));
  v_like text := replace(replace(replace(v_text, '\\', '\\\\'), '%', '\\%'), '_', '\\_');
BEGIN
  IF NOT kwartier_is_agent() OR length(v_text) < 2 THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT found.id, min(found.kind) FROM (
      SELECT a.id, '1number' AS kind FROM parties_customeraccount a
        WHERE a.brand_id = kwartier_brand() AND lower(a.number) LIKE v_like || '%'
      UNION ALL
      SELECT a.id, '2email' FROM parties_customeraccount a
        WHERE a.brand_id = kwartier_brand() AND lower(a.email) LIKE v_like || '%'
      UNION ALL
      SELECT m.account_id, '2email' FROM parties_person p
        JOIN parties_membership m ON m.person_id = p.id AND m.state = 'active'
        WHERE p.brand_id = kwartier_brand() AND lower(p.email) LIKE v_like || '%'
      UNION ALL
      SELECT a.id, '3name' FROM parties_customeraccount a
        WHERE a.brand_id = kwartier_brand() AND lower(a.name) LIKE '%' || v_like || '%'
      UNION ALL
      SELECT m.account_id, '3name' FROM parties_person p
        JOIN parties_membership m ON m.person_id = p.id AND m.state = 'active'
        WHERE p.brand_id = kwartier_brand() AND lower(p.name) LIKE '%' || v_like || '%'
    ) AS found
    GROUP BY found.id ORDER BY min(found.kind), found.id LIMIT p_limit;
END $body$;
"""

INDEXES = """
CREATE INDEX account_search_number ON parties_customeraccount (lower(number) text_pattern_ops);
CREATE INDEX account_search_email ON parties_customeraccount (lower(email) text_pattern_ops);
CREATE INDEX account_search_name ON parties_customeraccount USING gin (lower(name) gin_trgm_ops);
CREATE INDEX person_search_email ON parties_person (lower(email) text_pattern_ops);
CREATE INDEX person_search_name ON parties_person USING gin (lower(name) gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_identity")]

    operations = [
        require_extension("pg_trgm"),
        migrations.RunSQL(FIND_CUSTOMERS, migrations.RunSQL.noop),
        migrations.RunSQL(INDEXES, migrations.RunSQL.noop),
    ]
