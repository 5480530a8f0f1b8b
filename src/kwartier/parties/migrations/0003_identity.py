"""Identity in the database: who may write a membership, and the functions that grant access.

The web role cannot write itself into an account. Memberships come about only through the functions
below, which run with the owner's rights and check the facts themselves:

* ``kwartier_match_account``: the question which account a number and digits name; answered by the
  room that knows contracts (``supply``), never here;
* ``parties_claim_account``: sign-up against these facts leaves a *pending* membership;
* ``parties_activate_memberships``: a confirmed e-mail address makes it count (or asks the holder);
* ``parties_find_invitation`` and ``parties_accept_invitation``: by the hash of the token;
* ``parties_find_token``: an API token before anybody is known;
* ``parties_email_taken``: whether an address of the brand belongs to somebody else.

They trust nothing but their arguments and the request's own settings (brand, person).
"""

from django.db import migrations, models

from kwartier.platform.isolation import WEB_ROLE, protect

BRAND = "brand_id = (SELECT kwartier_brand())"
AGENT = "(SELECT kwartier_is_agent())"
NOBODY = "COALESCE((SELECT kwartier_person()), 0) = 0"
MINE = "account_id = ANY ((SELECT kwartier_accounts())::bigint[])"
HELD = "account_id = ANY ((SELECT kwartier_accounts_as('{holder}'))::bigint[])"


def function(signature: str, returns: str, body: str, *, volatility: str = "VOLATILE") -> str:
    """A plpgsql function that runs with the owner's rights on a pinned search path."""
    return (
        f"CREATE OR REPLACE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql {volatility} "
        f"SECURITY DEFINER SET search_path = public, pg_temp AS $body$ {body} $body$;"
    )


def policies(table: str, **rules: str) -> str:
    """Replace the one policy of ``table`` by one per command; a command not named is refused."""
    lines = [f"DROP POLICY IF EXISTS web_scope ON {table};"]
    for command, rule in rules.items():
        using, _, check = rule.partition(" /CHECK/ ")
        clause = {
            "select": f"USING ({using})",
            "insert": f"WITH CHECK ({using})",
            "update": f"USING ({using}) WITH CHECK ({check or using})",
            "delete": f"USING ({using})",
        }[command]
        lines.append(
            f"CREATE POLICY web_{command} ON {table} FOR {command} TO {WEB_ROLE} {clause};"
        )
    return "\n".join(lines)


ACCOUNTS_AS = """
BEGIN
  RETURN ARRAY(
    SELECT m.account_id FROM parties_membership m
    WHERE m.person_id = kwartier_person() AND m.state = 'active'
      AND m.brand_id = kwartier_brand() AND m.role = ANY (p_roles));
END
"""

MATCH_ACCOUNT = "BEGIN RETURN NULL; END"

CLAIM_ACCOUNT = """
DECLARE
  v_account bigint;
  v_verified boolean;
BEGIN
  SELECT EXISTS (SELECT FROM account_emailaddress e WHERE e.user_id = p.id AND e.verified)
    INTO v_verified FROM parties_person p
    WHERE p.id = p_person AND p.brand_id = kwartier_brand() AND p.is_active FOR UPDATE;
  -- Somebody whose address is confirmed claims for themselves only.
  IF v_verified IS NULL OR (v_verified AND p_person IS DISTINCT FROM kwartier_person()) THEN
    RETURN NULL;
  END IF;
  v_account := kwartier_match_account(kwartier_brand(), p_number, p_digits, p_enterprise);
  IF v_account IS NULL THEN
    RETURN NULL;
  END IF;
  IF NOT v_verified THEN
    -- Signed up again before the address was confirmed: only the last attempt counts.
    DELETE FROM parties_membership m WHERE m.person_id = p_person AND m.state = 'pending';
  END IF;
  INSERT INTO parties_membership (brand_id, account_id, person_id, role, state, created_at)
    VALUES (kwartier_brand(), v_account, p_person, 'holder', 'pending', p_at)
    ON CONFLICT DO NOTHING;
  RETURN v_account;
END
"""

# One row per membership that was pending: what became of it, and the holders to be told.
ACTIVATE_MEMBERSHIPS = """
DECLARE
  m record;
  v_held boolean;
BEGIN
  IF NOT EXISTS (
    SELECT FROM parties_person p JOIN account_emailaddress e ON e.user_id = p.id AND e.verified
    WHERE p.id = p_person AND p.brand_id = kwartier_brand() AND p.is_active) THEN
    RETURN;
  END IF;
  FOR m IN SELECT * FROM parties_membership x
           WHERE x.person_id = p_person AND x.state = 'pending' ORDER BY x.id LOOP
    -- Two people who confirm at the same moment: the row of the account lets one go first.
    PERFORM FROM parties_customeraccount a WHERE a.id = m.account_id FOR UPDATE;
    SELECT EXISTS (SELECT FROM parties_membership h WHERE h.account_id = m.account_id
                   AND h.role = 'holder' AND h.state = 'active') INTO v_held;
    UPDATE parties_membership x SET
        state = CASE WHEN v_held THEN 'requested' ELSE 'active' END,
        role = CASE WHEN v_held THEN 'delegate' ELSE 'holder' END
      WHERE x.id = m.id;
    RETURN QUERY SELECT m.id, a.id, a.number::text, a.name::text, a.email::text,
        a.language::text, CASE WHEN v_held THEN 'requested' ELSE 'active' END,
        COALESCE((SELECT jsonb_agg(jsonb_build_object(
            'person_id', h.id, 'email', h.email, 'language', h.language) ORDER BY h.id)
          FROM parties_membership y JOIN parties_person h ON h.id = y.person_id
          WHERE y.account_id = a.id AND y.role = 'holder' AND y.state = 'active'
            AND y.person_id <> p_person), '[]'::jsonb)
      FROM parties_customeraccount a WHERE a.id = m.account_id;
  END LOOP;
END
"""

FIND_INVITATION = """
BEGIN
  RETURN QUERY
    SELECT i.id, i.account_id, i.email::text, i.role::text, a.name::text, p.name::text,
      a.language::text, i.expires_at,
      EXISTS (SELECT FROM parties_person x
              WHERE x.brand_id = i.brand_id AND lower(x.email) = lower(i.email)
                AND EXISTS (SELECT FROM account_emailaddress e
                            WHERE e.user_id = x.id AND e.verified))
    FROM parties_invitation i
    JOIN parties_customeraccount a ON a.id = i.account_id
    JOIN parties_person p ON p.id = i.invited_by_id
    WHERE i.brand_id = kwartier_brand() AND i.token_hash = p_hash
      AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > p_at
      -- an invitation lapses with the right of the one who sent it
      AND EXISTS (SELECT FROM parties_membership h WHERE h.account_id = i.account_id
                  AND h.person_id = i.invited_by_id AND h.role = 'holder' AND h.state = 'active');
END
"""

# Returns the account, or NULL when the token is not open or not for this person's address.
ACCEPT_INVITATION = """
DECLARE
  i parties_invitation;
BEGIN
  SELECT x.* INTO i FROM parties_invitation x
    JOIN parties_find_invitation(p_hash, p_at) f ON f.id = x.id FOR UPDATE OF x;
  IF NOT FOUND OR i.accepted_at IS NOT NULL OR i.withdrawn_at IS NOT NULL THEN
    RETURN NULL;
  END IF;
  -- The invited address, confirmed; and the person is the one who asks, or one who has just been
  -- created through this very invitation and has no membership yet.
  IF NOT EXISTS (
    SELECT FROM parties_person p JOIN account_emailaddress e ON e.user_id = p.id AND e.verified
    WHERE p.id = p_person AND p.brand_id = i.brand_id AND p.is_active
      AND lower(e.email) = lower(i.email)
      AND (p.id = kwartier_person() OR NOT EXISTS (
        SELECT FROM parties_membership m WHERE m.person_id = p.id AND m.state <> 'pending')))
  THEN
    RETURN NULL;
  END IF;
  UPDATE parties_invitation SET accepted_at = p_at WHERE id = i.id;
  INSERT INTO parties_membership (brand_id, account_id, person_id, role, state, created_at)
    VALUES (i.brand_id, i.account_id, p_person, i.role, 'active', p_at)
    ON CONFLICT (account_id, person_id) WHERE state <> 'ended' DO UPDATE
      SET role = EXCLUDED.role, state = 'active'
      WHERE parties_membership.state <> 'active';
  RETURN i.account_id;
END
"""

FIND_TOKEN = """
BEGIN
  RETURN QUERY
    UPDATE parties_apitoken t SET last_used_at =
      CASE WHEN t.last_used_at IS NULL OR t.last_used_at < p_at - interval '5 minutes'
           THEN p_at ELSE t.last_used_at END
    FROM parties_person p
    WHERE t.token_hash = p_hash AND t.brand_id = kwartier_brand() AND t.revoked_at IS NULL
      AND (t.expires_at IS NULL OR t.expires_at > p_at)
      AND p.id = t.person_id AND p.is_active
    RETURNING t.id, t.person_id, t.name::text, t.prefix::text, t.scopes, t.created_at,
      t.expires_at, t.last_used_at;
END
"""

EMAIL_TAKEN = """
BEGIN
  RETURN EXISTS (
    SELECT FROM parties_person p
    WHERE p.brand_id = kwartier_brand() AND lower(p.email) = lower(p_email) AND p.id <> p_person);
END
"""

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

OWN_OR_SIGNING_IN = (
    "COALESCE((SELECT kwartier_person()), 0) IN (0, user_id) AND EXISTS ("
    "SELECT FROM parties_person p WHERE p.id = user_id AND p.brand_id = (SELECT kwartier_brand()))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0002_isolation"),
        ("platform", "0003_shared_cache"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "waiting for the e-mail to be confirmed"),
                    ("requested", "waiting for the account holder"),
                    ("active", "active"),
                    ("ended", "ended"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunSQL(
            function("kwartier_accounts_as(p_roles text[])", "bigint[]", ACCOUNTS_AS, volatility="STABLE")
            + function(
                "kwartier_match_account(p_brand bigint, p_number text, p_digits text, p_enterprise text)",
                "bigint",
                MATCH_ACCOUNT,
                volatility="STABLE",
            )
            + function(
                "parties_claim_account(p_person bigint, p_number text, p_digits text,"
                " p_enterprise text, p_at timestamptz)",
                "bigint",
                CLAIM_ACCOUNT,
            )
            + function(
                "parties_activate_memberships(p_person bigint)",
                "TABLE (membership_id bigint, account_id bigint, account_number text,"
                " account_name text, account_email text, account_language text, state text, holders jsonb)",
                ACTIVATE_MEMBERSHIPS,
            )
            + function(
                "parties_find_invitation(p_hash text, p_at timestamptz)",
                "TABLE (id bigint, account_id bigint, email text, role text, account_name text,"
                " inviter_name text, language text, expires_at timestamptz, has_person boolean)",
                FIND_INVITATION,
                volatility="STABLE",
            )
            + function(
                "parties_accept_invitation(p_hash text, p_person bigint, p_at timestamptz)",
                "bigint",
                ACCEPT_INVITATION,
            )
            + function(
                "parties_find_token(p_hash text, p_at timestamptz)",
                "TABLE (id bigint, person_id bigint, name text, prefix text, scopes jsonb,"
                " created_at timestamptz, expires_at timestamptz, last_used_at timestamptz)",
                FIND_TOKEN,
            )
            + function(
                "parties_email_taken(p_email text, p_person bigint)",
                "boolean",
                EMAIL_TAKEN,
                volatility="STABLE",
            ),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(LOGIN_KEY + MEMBERSHIP_GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(
            policies(
                "parties_person",
                # While nobody is signed in, sign-in itself must find people of the brand. From then
                # on a person sees themselves, those on the same accounts, and the brand's agents.
                select=f"{BRAND} AND ({NOBODY} OR id = (SELECT kwartier_person()) OR {AGENT}"
                " OR EXISTS (SELECT FROM parties_membership m WHERE m.person_id = parties_person.id"
                " AND m.state <> 'ended' AND m.account_id = ANY ((SELECT kwartier_accounts())::bigint[]))"
                " OR EXISTS (SELECT FROM parties_agent g WHERE g.person_id = parties_person.id))",
                insert=f"{BRAND} AND {NOBODY}",
                update=f"{BRAND} AND ({NOBODY} OR id = (SELECT kwartier_person()))",
            )
            + policies(
                "parties_customeraccount",
                select=f"{BRAND} AND ({AGENT} OR {MINE.replace('account_id', 'id')})",
                insert=f"{BRAND} AND {AGENT}",
                update=f"{BRAND} AND ({AGENT} OR"
                " id = ANY ((SELECT kwartier_accounts_as('{holder,delegate}'))::bigint[]))",
            )
            + policies(
                "parties_membership",
                select=f"{BRAND} AND ({AGENT} OR person_id = (SELECT kwartier_person()) OR {MINE})",
                update=f"{BRAND} AND ({AGENT} OR {HELD} OR person_id = (SELECT kwartier_person()))"
                f" /CHECK/ {BRAND} AND ({AGENT} OR {HELD} OR"
                " (person_id = (SELECT kwartier_person()) AND state = 'ended'))",
            )
            + policies(
                "parties_invitation",
                select=f"{BRAND} AND ({AGENT} OR {MINE})",
                insert=f"{BRAND} AND {HELD} AND invited_by_id = (SELECT kwartier_person())",
                update=f"{BRAND} AND ({AGENT} OR {HELD})",
            )
            + policies("parties_agent", select=BRAND)
            + policies(
                "platform_auditentry",
                select=f"{BRAND} AND ({AGENT} OR {MINE}"
                " OR (account_id IS NULL AND subject_kind = 'person'"
                " AND subject_id = (SELECT kwartier_person())::text))",
                insert=BRAND,
            ),
            migrations.RunSQL.noop,
        ),
        protect("account_emailaddress", using=OWN_OR_SIGNING_IN),
        protect("mfa_authenticator", using=OWN_OR_SIGNING_IN),
        protect("usersessions_usersession", using=OWN_OR_SIGNING_IN),
    ]
