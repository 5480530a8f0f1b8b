"""The office's search for a customer, answered by the database for agents only.

A plain query would read the whole table: PostgreSQL does not let LIKE use an index below a
row-level policy, because the operator might leak what it reads. The function runs with the owner's
rights, asks first whether an agent is asking, and then uses the trigram indexes.

It does not mind accents, the order of words, half a number or a small slip. Names are compared as plain
text (lower case, no accents) word by word; digits alone find the middle of a customer number. Only when
nothing was found are names searched that look alike.
"""

from django.db import migrations

from kwartier.platform.extensions import require_extension


# Immutable, as an index demands: the dictionary is named, so that no search path decides it.
PLAIN = """
CREATE OR REPLACE FUNCTION parties_plain(p_text text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, p_text)) $$;
"""

# The whole name, its beginning, or somewhere in it.
PLACE = """
CREATE OR REPLACE FUNCTION parties_place_of_name(p_name text, p_text text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN p_name = p_text THEN 3 WHEN starts_with(p_name, p_text) THEN 5 ELSE 6 END $$;
"""

# Stored, because a search compares thousands of names: to fold each of them again would take ten
# times as long as the rest. Only the search reads these columns, so the models do not have them.
COLUMNS = """
ALTER TABLE parties_customeraccount
  ADD COLUMN plain_name text GENERATED ALWAYS AS (parties_plain(name)) STORED;
ALTER TABLE parties_person
  ADD COLUMN plain_name text GENERATED ALWAYS AS (parties_plain(name)) STORED;
"""

FIND_CUSTOMERS = """
CREATE FUNCTION parties_find_customers(p_text text, p_limit int)
RETURNS TABLE (account_id bigint, matched text, place int) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
  v_text text := lower(btrim(p_text));
  v_like text := replace(replace(replace(v_text, '\\', '\\\\'), '%', '\\%'), '_', '\\_');
  v_name text := regexp_replace(parties_plain(v_text), '\\s+', ' ', 'g');
  v_plain text := replace(replace(replace(v_name, '\\', '\\\\'), '%', '\\%'), '_', '\\_');
  v_words text[] := ARRAY(
    SELECT '%' || word || '%'
    FROM unnest(string_to_array(v_plain, ' ')) AS word ORDER BY length(word) DESC);
  v_number text := CASE WHEN v_text ~ '^[0-9]{4,20}$' THEN '%' || v_text || '%' END;
BEGIN
  IF NOT kwartier_is_agent() OR length(v_text) < 2 THEN
    RETURN;
  END IF;
  IF v_plain !~ '[^ ]{3}' THEN
    -- Fewer than three letters make no trigram: so little is looked for at the beginning only.
    v_words := ARRAY[v_plain || '%'];
  END IF;
  RETURN QUERY
    SELECT found.id, (array_agg(found.kind ORDER BY found.place))[1], min(found.place) FROM (
      SELECT a.id, 'number' AS kind, CASE lower(a.number) WHEN v_text THEN 0 ELSE 2 END AS place
        FROM parties_customeraccount a
        WHERE a.brand_id = kwartier_brand() AND lower(a.number) LIKE v_like || '%'
      UNION ALL
      SELECT a.id, 'number', 7 FROM parties_customeraccount a
        WHERE a.brand_id = kwartier_brand() AND lower(a.number) LIKE v_number
      UNION ALL
      SELECT a.id, 'email', CASE lower(a.email) WHEN v_text THEN 1 ELSE 4 END
        FROM parties_customeraccount a
        WHERE a.brand_id = kwartier_brand() AND lower(a.email) LIKE v_like || '%'
      UNION ALL
      SELECT m.account_id, 'email', CASE lower(p.email) WHEN v_text THEN 1 ELSE 4 END
        FROM parties_person p
        JOIN parties_membership m ON m.person_id = p.id AND m.state = 'active'
        WHERE p.brand_id = kwartier_brand() AND lower(p.email) LIKE v_like || '%'
      UNION ALL
      (SELECT a.id, 'name', parties_place_of_name(a.plain_name, v_name)
        FROM parties_customeraccount a
        WHERE a.brand_id = kwartier_brand() AND a.plain_name LIKE v_words[1]
          AND a.plain_name LIKE COALESCE(v_words[2], v_words[1])
          AND a.plain_name LIKE ALL (v_words)
        LIMIT 2000)
      UNION ALL
      (SELECT m.account_id, 'name', parties_place_of_name(p.plain_name, v_name)
        FROM parties_person p
        JOIN parties_membership m ON m.person_id = p.id AND m.state = 'active'
        WHERE p.brand_id = kwartier_brand() AND p.plain_name LIKE v_words[1]
          AND p.plain_name LIKE COALESCE(v_words[2], v_words[1])
          AND p.plain_name LIKE ALL (v_words)
        LIMIT 2000)
    ) AS found
    GROUP BY found.id ORDER BY min(found.place), found.id LIMIT p_limit;
  IF FOUND OR length(v_name) < 4 OR v_name !~ '^[^0-9@]+$' THEN
    RETURN;
  END IF;
  -- One wrong letter in eight leaves about half of the trigrams; the default asks for more.
  PERFORM set_config('pg_trgm.word_similarity_threshold', '0.5', true);
  RETURN QUERY
    SELECT alike.id, 'alike'::text, 8 FROM (
      SELECT a.id, word_similarity(v_name, a.plain_name) AS nearness
        FROM parties_customeraccount a
        WHERE a.brand_id = kwartier_brand() AND a.plain_name %> v_name
      UNION ALL
      SELECT m.account_id, word_similarity(v_name, p.plain_name)
        FROM parties_person p
        JOIN parties_membership m ON m.person_id = p.id AND m.state = 'active'
        WHERE p.brand_id = kwartier_brand() AND p.plain_name %> v_name
    ) AS alike
    GROUP BY alike.id ORDER BY max(alike.nearness) DESC, alike.id LIMIT least(p_limit, 10);
END $body$;
"""

INDEXES = """
CREATE INDEX account_search_number ON parties_customeraccount (lower(number) text_pattern_ops);
CREATE INDEX account_search_email ON parties_customeraccount (lower(email) text_pattern_ops);
CREATE INDEX person_search_email ON parties_person (lower(email) text_pattern_ops);
CREATE INDEX account_search_plain_name
  ON parties_customeraccount USING gin (plain_name gin_trgm_ops);
CREATE INDEX person_search_plain_name
  ON parties_person USING gin (plain_name gin_trgm_ops);
CREATE INDEX account_search_part_of_number
  ON parties_customeraccount USING gin (lower(number) gin_trgm_ops);
"""


class Migration(migrations.Migration):
    replaces = [("parties", "0010_service_tokens")]

    dependencies = [("parties", "0003_rules")]

    operations = [
        require_extension("pg_trgm"),
        require_extension("unaccent"),
        migrations.RunSQL(PLAIN + PLACE),
        migrations.RunSQL(COLUMNS),
        migrations.RunSQL(FIND_CUSTOMERS),
        migrations.RunSQL(INDEXES),
    ]
