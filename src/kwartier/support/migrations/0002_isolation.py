"""Row-level security of support, and the extension that compares words by their letters."""

from django.db import migrations

from kwartier.platform.extensions import require_extension
from kwartier.platform.isolation import WEB_ROLE, WORKER_ROLE, append_only, protect

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
        require_extension("pg_trgm"),
        migrations.RunSQL(ARTICLES, ARTICLES_BACK),
        protect("support_articlefeedback"),
        append_only("support_articlefeedback"),
        protect("support_request", account_column="account_id"),
        protect("support_requestmessage", account_column="account_id"),
        append_only("support_requestmessage"),
    ]
