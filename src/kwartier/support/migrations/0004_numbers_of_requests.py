"""Through the web, a customer draws numbers for requests and for nothing else.

Bills and advance invoices are numbered without a gap, and whoever moves their counter makes one.
A request that was asked stays on the record: nobody deletes it through the web.
"""

from django.db import migrations

from kwartier.platform.isolation import BY_AGENTS, BY_NOBODY, restrict_writes

OF_REQUESTS = f"series LIKE 'request-%' OR {BY_AGENTS}"


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0003_request_kinds_as_worded"),
        ("platform", "0006_demo_since"),
    ]

    operations = [
        restrict_writes(
            "platform_counter", insert=OF_REQUESTS, update=OF_REQUESTS, delete=BY_NOBODY
        ),
        restrict_writes("support_request", insert="true", update="true", delete=BY_NOBODY),
    ]
