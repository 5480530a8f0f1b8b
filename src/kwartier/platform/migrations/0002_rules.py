"""The runtime roles, the questions that row-level security asks, and what only the database keeps.

Sessions are opened one by one: the web has no rights on their table, only the functions here. Each
takes a whole session key, so that no statement of the web's can list sessions, nor look into one
whose key it was not given. The rights themselves are taken away after every migration, with all
others (``kwartier.platform.isolation.grant_runtime_roles``).

Of a row that the web may change, some columns stay (`keep_columns`): a counter keeps its series, an
answer that was given once keeps what it answers.
"""

from django.db import migrations

from kwartier.platform.isolation import (
    declare_keeping_of_columns,
    declare_roles_and_questions,
    keep_columns,
    protect,
)


# Unlogged: after a crash of the database the cache that all web processes share is empty, which is
# what a cache may be, and every window of a rate limit begins anew.
SHARED_TABLES = """
CREATE UNLOGGED TABLE platform_cache (
  cache_key varchar(255) PRIMARY KEY,
  value text NOT NULL,
  expires timestamptz NOT NULL
);
CREATE INDEX platform_cache_expires ON platform_cache (expires);

CREATE UNLOGGED TABLE platform_rate_window (
  key varchar(120) PRIMARY KEY,
  started_at timestamptz NOT NULL,
  taken_count integer NOT NULL
);
"""


SESSIONS = """
CREATE FUNCTION platform_read_session(p_key text, p_now timestamptz)
RETURNS TABLE (session_data text, expire_date timestamptz) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  RETURN QUERY SELECT s.session_data, s.expire_date FROM django_session s
    WHERE s.session_key = p_key AND s.expire_date > p_now;
END $body$;

CREATE FUNCTION platform_has_session(p_key text) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  RETURN EXISTS (SELECT FROM django_session s WHERE s.session_key = p_key);
END $body$;

-- Whether it was written: a key that is taken is not created anew, one that is gone not updated.
CREATE FUNCTION platform_write_session(
  p_key text, p_data text, p_expires timestamptz, p_is_new boolean)
RETURNS boolean LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  IF p_is_new THEN
    INSERT INTO django_session (session_key, session_data, expire_date)
      VALUES (p_key, p_data, p_expires) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE django_session s SET session_data = p_data, expire_date = p_expires
      WHERE s.session_key = p_key;
  END IF;
  RETURN FOUND;
END $body$;

CREATE FUNCTION platform_delete_session(p_key text) RETURNS void LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  DELETE FROM django_session s WHERE s.session_key = p_key;
END $body$;
"""


class Migration(migrations.Migration):
    replaces = [("platform", "0009_stop_url")]

    dependencies = [("platform", "0001_tables"), ("sessions", "0001_initial")]

    operations = [
        declare_roles_and_questions(),
        migrations.RunSQL(SHARED_TABLES),
        migrations.RunSQL(SESSIONS),
        declare_keeping_of_columns(),
        protect("platform_counter"),
        keep_columns("platform_counter", but=["last_number"], from_agents=True),
        keep_columns("platform_idempotencykey", but=["response_status", "response_body"], from_agents=True),
    ]
