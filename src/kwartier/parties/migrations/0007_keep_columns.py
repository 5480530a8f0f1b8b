"""What a session changes of people, accounts and access; who a customer is, it does not.

A customer account is locked by its holders when they change who may see it, and written by nobody
of them. A person changes how they sign in and are addressed; nobody makes themselves staff, an
agent in the office neither.
"""

from django.db import migrations

from kwartier.platform.isolation import keep_columns

OF_PERSON = ["name", "plain_name", "phone", "language", "email", "login_key"]
TO_SIGN_IN = ["password", "last_login"]


class Migration(migrations.Migration):
    dependencies = [("parties", "0006_named_person"), ("platform", "0007_keep_columns")]

    operations = [
        keep_columns("parties_customeraccount", but=[]),
        keep_columns("parties_person", but=[*OF_PERSON, *TO_SIGN_IN], from_agents=True),
        keep_columns("parties_membership", but=["role", "state", "ended_at"]),
        keep_columns("parties_invitation", but=["withdrawn_at"]),
        keep_columns("parties_apitoken", but=["revoked_at"], from_agents=True),
    ]
