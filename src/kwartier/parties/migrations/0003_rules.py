"""What the web sees and writes of people, accounts and access, of the record and of mails.

A person sees themselves, those on the same accounts, and of the brand's agents those who look after an
account of theirs. A fact is recorded in the name of the person who asks (or is named), about an account
of theirs; only an agent in the office writes as one. A mail goes to that person, to somebody on the
same account, or for it.

A session changes how a person signs in and is addressed; who a customer is, it does not. A customer
account is locked by its holders when they change who may see it, and of its row a session changes the
language of its documents. Nobody makes themselves staff, an agent in the office neither.

A program with a service token is neither a person nor an agent. It sees the tables that a room opens to
one of its scopes (`open_to_services`), of its brand, and nothing else; it writes what it did on the
record. A token that is revoked opens nothing from the next statement on. Agents of operations alone see
and make tokens.
"""

from django.db import migrations

from kwartier.platform.isolation import (
    BY_NOBODY,
    WEB_ROLE,
    WORKER_ROLE,
    append_only,
    keep_columns,
    open_to_services,
    protect,
    restrict_writes,
)


BRAND = "brand_id = (SELECT kwartier_brand())"

AGENT = "(SELECT kwartier_is_agent())"

NOBODY = "COALESCE((SELECT kwartier_person()), 0) = 0"

MINE = "account_id = ANY ((SELECT kwartier_accounts())::bigint[])"

HELD = "account_id = ANY ((SELECT kwartier_accounts_as('{holder}'))::bigint[])"

ASKER = "(SELECT kwartier_asker())"

KNOWN = "account_id = ANY ((SELECT parties_known_accounts())::bigint[])"

OF_PERSON = ["name", "plain_name", "phone", "language", "email", "login_key"]

TO_SIGN_IN = ["password", "last_login"]

# What belongs to a person: theirs who asks, or is named.
OWN = f"user_id = {ASKER} AND EXISTS (SELECT FROM parties_person p WHERE p.id = user_id AND p.{BRAND})"

# An invitation is nobody's yet: who shares the account must not read its link.
TO_WHOM = f"""{KNOWN} OR person_id = {ASKER}
  OR EXISTS (SELECT FROM parties_membership m WHERE m.person_id = platform_outboxmail.person_id
             AND m.account_id = ANY ((SELECT kwartier_accounts())::bigint[]))
  OR (account_id IS NULL AND person_id IS NULL
      AND (SELECT kwartier_accounts_as('{{holder}}')) <> '{{}}')"""

# The sign-in key follows the address, whoever changes it and by whichever path.
LOGIN_KEY = """
CREATE FUNCTION parties_set_login_key() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  NEW.email := lower(NEW.email);
  NEW.login_key := (SELECT b.key FROM platform_brand b WHERE b.id = NEW.brand_id) || ':' || NEW.email;
  RETURN NEW;
END $body$;
CREATE TRIGGER login_key BEFORE INSERT OR UPDATE OF email, login_key, brand_id ON parties_person
  FOR EACH ROW EXECUTE FUNCTION parties_set_login_key();
"""

# A membership keeps its person and its account; an account that has members keeps a holder.
MEMBERSHIP_GUARDS = """
CREATE FUNCTION parties_keep_membership() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF (OLD.brand_id, OLD.account_id, OLD.person_id) IS DISTINCT FROM
     (NEW.brand_id, NEW.account_id, NEW.person_id) OR (OLD.state = 'ended' AND NEW.state <> 'ended')
  THEN
    RAISE EXCEPTION 'a membership keeps its person and account, and stays ended'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER keep_membership BEFORE UPDATE ON parties_membership
  FOR EACH ROW EXECUTE FUNCTION parties_keep_membership();

CREATE FUNCTION parties_keep_a_holder() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  PERFORM FROM parties_customeraccount a WHERE a.id = OLD.account_id FOR UPDATE;
  IF NOT EXISTS (SELECT FROM parties_membership m WHERE m.account_id = OLD.account_id
                 AND m.role = 'holder' AND m.state = 'active') THEN
    RAISE EXCEPTION 'customer account % would have no holder', OLD.account_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $body$;
CREATE CONSTRAINT TRIGGER keep_a_holder AFTER UPDATE ON parties_membership
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.role = 'holder' AND OLD.state = 'active'
        AND (NEW.role <> 'holder' OR NEW.state <> 'active'))
  EXECUTE FUNCTION parties_keep_a_holder();
"""

# A program writes in its own name, about itself or about what it brought, never on an account.
RECORD_OF_SERVICES = f"""
CREATE POLICY service_insert ON platform_auditentry FOR INSERT TO {WEB_ROLE} WITH CHECK (
  {BRAND} AND actor_kind = 'service' AND actor_person_id IS NULL AND account_id IS NULL
  AND (SELECT kwartier_service_may('{{}}')));
"""


def protect_each(table: str, **rules: str) -> migrations.RunSQL:
    """Row-level security with one policy per command of the web; a command not named is refused."""
    lines = []
    for command, rule in rules.items():
        using, _, check = rule.partition(" /CHECK/ ")
        clause = {
            "select": f"USING ({using})",
            "insert": f"WITH CHECK ({using})",
            "update": f"USING ({using}) WITH CHECK ({check or using})",
        }[command]
        lines.append(f"CREATE POLICY web_{command} ON {table} FOR {command} TO {WEB_ROLE} {clause};")
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY worker_all ON {table} TO {WORKER_ROLE}, CURRENT_USER"
        f" USING (true) WITH CHECK (true);" + "".join(lines)
    )


class Migration(migrations.Migration):
    replaces = [("parties", "0009_ask_the_door_first")]

    dependencies = [("parties", "0002_who_asks"), ("usersessions", "0001_initial")]

    operations = [
        protect_each(
            "parties_person",
            select=f"{BRAND} AND (id = {ASKER} OR {AGENT}"
            " OR EXISTS (SELECT FROM parties_membership m WHERE m.person_id = parties_person.id"
            " AND m.state <> 'ended' AND m.account_id = ANY ((SELECT kwartier_accounts())::bigint[]))"
            " OR EXISTS (SELECT FROM parties_agent g JOIN parties_customeraccount a"
            " ON a.key_account_manager_id = g.id WHERE g.person_id = parties_person.id"
            " AND a.id = ANY ((SELECT kwartier_accounts())::bigint[])))",
            insert=f"{BRAND} AND {NOBODY} AND id = {ASKER}",
            update=f"{BRAND} AND id = {ASKER}",
        ),
        protect_each(
            "parties_customeraccount",
            select=f"{BRAND} AND ({AGENT} OR {MINE.replace('account_id', 'id')})",
            insert=f"{BRAND} AND {AGENT}",
            update=f"{BRAND} AND ({AGENT} OR"
            " id = ANY ((SELECT kwartier_accounts_as('{holder,delegate}'))::bigint[]))",
        ),
        protect_each(
            "parties_membership",
            select=f"{BRAND} AND ({AGENT} OR person_id = (SELECT kwartier_person()) OR {MINE})",
            update=f"{BRAND} AND ({AGENT} OR {HELD} OR person_id = (SELECT kwartier_person()))"
            f" /CHECK/ {BRAND} AND ({AGENT} OR {HELD} OR"
            " (person_id = (SELECT kwartier_person()) AND state = 'ended'))",
        ),
        protect_each(
            "parties_invitation",
            select=f"{BRAND} AND ({AGENT} OR {MINE})",
            insert=f"{BRAND} AND {HELD} AND invited_by_id = (SELECT kwartier_person())",
            update=f"{BRAND} AND ({AGENT} OR {HELD})",
        ),
        protect_each("parties_agent", select=BRAND),
        protect("parties_apitoken", using=f"{BRAND} AND person_id = (SELECT kwartier_person())"),
        protect("parties_servicetoken", using=f"{BRAND} AND (SELECT kwartier_is_operator())"),
        restrict_writes("parties_servicetoken", delete=BY_NOBODY),
        keep_columns("parties_servicetoken", but=["revoked_at", "revoked_by"], from_agents=True),
        protect("account_emailaddress", using=OWN),
        protect("mfa_authenticator", using=OWN),
        protect("usersessions_usersession", using=OWN),
        protect_each(
            "platform_auditentry",
            select=f"{BRAND} AND ({AGENT} OR {MINE}"
            " OR (account_id IS NULL AND subject_kind = 'person'"
            " AND subject_id = (SELECT kwartier_person())::text))",
            insert=f"{BRAND} AND actor_person_id = {ASKER}"
            f" AND ({AGENT} OR (actor_kind = 'customer' AND (account_id IS NULL OR {KNOWN})))",
        ),
        migrations.RunSQL(RECORD_OF_SERVICES),
        append_only("platform_auditentry"),
        protect_each(
            "platform_outboxmail",
            select=f"{BRAND} AND ({AGENT} OR {MINE} OR person_id = (SELECT kwartier_person()))",
            insert=f"{BRAND} AND ({AGENT} OR {TO_WHOM})",
        ),
        protect("platform_idempotencykey", using=f"{BRAND} AND person_id = (SELECT kwartier_person())"),
        # The ageing and the journals name customers by their number.
        open_to_services("parties_customeraccount", "books:read"),
        migrations.RunSQL(LOGIN_KEY),
        migrations.RunSQL(MEMBERSHIP_GUARDS),
        keep_columns("parties_customeraccount", but=["language"]),
        keep_columns("parties_person", but=[*OF_PERSON, *TO_SIGN_IN], from_agents=True),
        keep_columns("parties_membership", but=["role", "state", "ended_at"]),
        keep_columns("parties_invitation", but=["withdrawn_at"]),
        keep_columns("parties_apitoken", but=["revoked_at"], from_agents=True),
        # One address may belong to a person of each brand: ours is unique per brand
        # (person_brand_email), the library's would be unique per installation.
        migrations.RunSQL("DROP INDEX IF EXISTS unique_verified_email;"),
    ]
