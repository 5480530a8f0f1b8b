"""Sessions are opened one by one: the web has no rights on their table, only these functions.

Each takes a whole session key, so that no statement of the web's can list sessions, nor look into
one whose key it was not given. The rights themselves are taken away after every migration, with all
others (``kwartier.platform.isolation.grant_runtime_roles``). The counters of numbers get their
brand's wall here too.
"""

from django.db import migrations

from kwartier.platform.isolation import protect

FUNCTIONS = """
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
NO_FUNCTIONS = """
DROP FUNCTION platform_read_session(text, timestamptz);
DROP FUNCTION platform_has_session(text);
DROP FUNCTION platform_write_session(text, text, timestamptz, boolean);
DROP FUNCTION platform_delete_session(text);
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0004_rate_windows"), ("sessions", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        protect("platform_counter"),
    ]
