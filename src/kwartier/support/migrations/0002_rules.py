"""Row-level security of support, and the extension that compares words by their letters.

Through the web, a customer draws numbers for requests and payment plans, and for nothing else: bills and
advance invoices are numbered without a gap, and whoever moves their counter makes one. Agreeing on a plan
is the customer's own act; its number need not be without a gap.

A request that was asked stays on the record: nobody deletes it through the web. A customer's session
moves it on; what was asked, when and by whom stays.
"""

from django.db import migrations

from kwartier.platform.extensions import require_extension
from kwartier.platform.isolation import (
    BY_AGENTS,
    BY_NOBODY,
    WEB_ROLE,
    WORKER_ROLE,
    append_only,
    keep_columns,
    protect,
    restrict_writes,
)


# Articles are the product's own: everybody reads them, and the web writes none.
ARTICLES = f"""
ALTER TABLE support_helparticle ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_helparticle FORCE ROW LEVEL SECURITY;
CREATE POLICY web_scope ON support_helparticle FOR SELECT TO {WEB_ROLE} USING (true);
CREATE POLICY worker_all ON support_helparticle TO {WORKER_ROLE}, CURRENT_USER
  USING (true) WITH CHECK (true);
"""

OWN_NUMBERS = f"series LIKE 'request-%' OR series = 'payment_plan' OR {BY_AGENTS}"


class Migration(migrations.Migration):
    replaces = [("support", "0008_numbers_of_plans")]

    dependencies = [("support", "0001_tables"), ("parties", "0003_rules")]

    operations = [
        require_extension("pg_trgm"),
        migrations.RunSQL(ARTICLES),
        protect("support_articlefeedback"),
        append_only("support_articlefeedback"),
        protect("support_request", account_column="account_id"),
        restrict_writes("support_request", insert="true", update="true", delete=BY_NOBODY),
        keep_columns("support_request", but=["state", "promised_on", "closed_at"]),
        protect("support_requestmessage", account_column="account_id"),
        append_only("support_requestmessage"),
        restrict_writes("platform_counter", insert=OWN_NUMBERS, update=OWN_NUMBERS, delete=BY_NOBODY),
    ]
