"""While nobody is signed in, one person may be looked at: the one whom the request itself names.

Signing in, a forgotten password, a confirmation link, a passkey and signing up must find a person
before anybody is known. Each of them names that one person, by ``parties_name_person`` or, for a
person who is yet to be, ``parties_name_newcomer``; for the rest of the transaction the policies show
this row and what belongs to it. A visitor's page that names nobody sees nobody.

Of the brand's agents a customer sees those who look after an account of theirs, no longer all.

Also narrowed here: what is put on the record, and which mails are written. A fact is recorded in
the name of the person who asks (or is named), about an account of theirs; only an agent in the
office writes as one. A mail goes to that person, to somebody on the same account, or for it.
"""

from django.db import migrations

from kwartier.platform.isolation import WEB_ROLE

BRAND = "brand_id = (SELECT kwartier_brand())"
AGENT = "(SELECT kwartier_is_agent())"
NOBODY = "COALESCE((SELECT kwartier_person()), 0) = 0"
ASKER = "(SELECT kwartier_asker())"
ACCOUNTS = "ANY ((SELECT kwartier_accounts())::bigint[])"

# The person who is signed in, else the one who is named; NULL for a visitor.
FUNCTIONS = """
CREATE FUNCTION kwartier_asker() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT COALESCE(NULLIF(kwartier_person(), 0),
                  NULLIF(current_setting('kwartier.named', true), '')::bigint) $$;

CREATE FUNCTION parties_name_person(p_email text, p_person bigint, p_address bigint)
RETURNS bigint LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
  v_email text := lower(btrim(p_email));
  v_found bigint;
BEGIN
  -- A person's own address comes first; another's counts only when it is confirmed.
  SELECT p.id INTO v_found FROM parties_person p
    WHERE p.brand_id = kwartier_brand() AND (
      p.id = p_person OR p.email = v_email OR EXISTS (
        SELECT FROM account_emailaddress e WHERE e.user_id = p.id AND (
          e.id = p_address OR (e.verified AND lower(e.email) = v_email))))
    ORDER BY (p.email = v_email) DESC NULLS LAST, p.id LIMIT 1;
  PERFORM set_config('kwartier.named', COALESCE(v_found::text, ''), true);
  RETURN v_found;
END $body$;

CREATE FUNCTION parties_name_newcomer() RETURNS bigint LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
  v_id bigint := nextval(pg_get_serial_sequence('parties_person', 'id'));
BEGIN
  PERFORM set_config('kwartier.named', v_id::text, true);
  RETURN v_id;
END $body$;

-- The accounts to which the asker stands or stood in any way: what they may leave a mark on.
CREATE FUNCTION parties_known_accounts() RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  RETURN ARRAY(SELECT m.account_id FROM parties_membership m
               WHERE m.person_id = kwartier_asker() AND m.brand_id = kwartier_brand());
END $body$;
"""
NO_FUNCTIONS = """
DROP FUNCTION parties_known_accounts(); DROP FUNCTION parties_name_newcomer();
DROP FUNCTION parties_name_person(text, bigint, bigint); DROP FUNCTION kwartier_asker();
"""

PERSON_POLICIES = f"""
DROP POLICY web_select ON parties_person;
DROP POLICY web_insert ON parties_person;
DROP POLICY web_update ON parties_person;
CREATE POLICY web_select ON parties_person FOR SELECT TO {WEB_ROLE} USING (
  {BRAND} AND (id = {ASKER} OR {AGENT}
    OR EXISTS (SELECT FROM parties_membership m WHERE m.person_id = parties_person.id
               AND m.state <> 'ended' AND m.account_id = {ACCOUNTS})
    OR EXISTS (SELECT FROM parties_agent g JOIN parties_customeraccount a
               ON a.key_account_manager_id = g.id
               WHERE g.person_id = parties_person.id AND a.id = {ACCOUNTS})));
CREATE POLICY web_insert ON parties_person FOR INSERT TO {WEB_ROLE}
  WITH CHECK ({BRAND} AND {NOBODY} AND id = {ASKER});
CREATE POLICY web_update ON parties_person FOR UPDATE TO {WEB_ROLE}
  USING ({BRAND} AND id = {ASKER}) WITH CHECK ({BRAND} AND id = {ASKER});
"""

OWN = (
    f"user_id = {ASKER} AND EXISTS (SELECT FROM parties_person p"
    " WHERE p.id = user_id AND p.brand_id = (SELECT kwartier_brand()))"
)
CREDENTIALS = "".join(
    f"ALTER POLICY web_scope ON {table} USING ({OWN}) WITH CHECK ({OWN});"
    for table in ("account_emailaddress", "mfa_authenticator", "usersessions_usersession")
)

KNOWN = "account_id = ANY ((SELECT parties_known_accounts())::bigint[])"
RECORD = f"""
DROP POLICY web_insert ON platform_auditentry;
CREATE POLICY web_insert ON platform_auditentry FOR INSERT TO {WEB_ROLE} WITH CHECK (
  {BRAND} AND actor_person_id = {ASKER}
  AND ({AGENT} OR (actor_kind = 'customer' AND (account_id IS NULL OR {KNOWN}))));
DROP POLICY web_scope ON platform_outboxmail;
CREATE POLICY web_select ON platform_outboxmail FOR SELECT TO {WEB_ROLE} USING (
  {BRAND} AND ({AGENT} OR account_id = {ACCOUNTS} OR person_id = (SELECT kwartier_person())));
CREATE POLICY web_insert ON platform_outboxmail FOR INSERT TO {WEB_ROLE} WITH CHECK (
  {BRAND} AND ({AGENT} OR {KNOWN} OR person_id = {ASKER}
    OR EXISTS (SELECT FROM parties_membership m
               WHERE m.person_id = platform_outboxmail.person_id AND m.account_id = {ACCOUNTS})
    -- An invitation is nobody's yet: who shares the account must not read its link.
    OR (account_id IS NULL AND person_id IS NULL
        AND (SELECT kwartier_accounts_as('{{holder}}')) <> '{{}}')));
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0005_search_plainly")]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(PERSON_POLICIES + CREDENTIALS + RECORD, migrations.RunSQL.noop),
    ]
