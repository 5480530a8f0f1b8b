"""Of a row that the web may change, some columns stay: see `keep_columns`.

A counter keeps its series, an answer that was given once keeps what it answers.
"""

from django.db import migrations

from kwartier.platform.isolation import declare_keeping_of_columns, keep_columns


class Migration(migrations.Migration):
    dependencies = [("platform", "0006_demo_since")]

    operations = [
        declare_keeping_of_columns(),
        keep_columns("platform_counter", but=["last_number"], from_agents=True),
        keep_columns(
            "platform_idempotencykey", but=["response_status", "response_body"], from_agents=True
        ),
    ]
