"""Row-level security of support, and the likeness of words that the search asks for."""

from django.db import migrations

from kwartier.platform.isolation import WEB_ROLE, WORKER_ROLE, append_only, protect

# pg_trgm is a trusted extension: the database's owner may create it. Where it cannot be had, the
# search still finds words as they are written; only typing errors are no longer forgiven.
WORD_LIKENESS = """
DO $guard$ BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
  RAISE NOTICE 'pg_trgm cannot be created: the help search will not forgive typing errors';
END $guard$;
DO $choose$ BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
    CREATE OR REPLACE FUNCTION kwartier_word_likeness(word text, content text) RETURNS real
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT word_similarity(word, content) $$;
  ELSE
    CREATE OR REPLACE FUNCTION kwartier_word_likeness(word text, content text) RETURNS real
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$ SELECT CASE WHEN strpos(content, word) > 0 THEN 1 ELSE 0 END::real $$;
  END IF;
END $choose$;
"""

# Articles are the product's own: everybody reads them, and the web writes none.
ARTICLES = f"""
ALTER TABLE support_helparticle ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_helparticle FORCE ROW LEVEL SECURITY;
CREATE POLICY web_scope ON support_helparticle FOR SELECT TO {WEB_ROLE} USING (true);
CREATE POLICY worker_all ON support_helparticle TO {WORKER_ROLE}, CURRENT_USER
  USING (true) WITH CHECK (true);
"""
ARTICLES_BACK = """
DROP POLICY web_scope ON support_helparticle; DROP POLICY worker_all ON support_helparticle;
ALTER TABLE support_helparticle DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial"), ("parties", "0002_isolation")]

    operations = [
        migrations.RunSQL(WORD_LIKENESS, "DROP FUNCTION kwartier_word_likeness(text, text);"),
        migrations.RunSQL(ARTICLES, ARTICLES_BACK),
        protect("support_articlefeedback"),
        append_only("support_articlefeedback"),
        protect("support_request", account_column="account_id"),
        protect("support_requestmessage", account_column="account_id"),
        append_only("support_requestmessage"),
    ]
