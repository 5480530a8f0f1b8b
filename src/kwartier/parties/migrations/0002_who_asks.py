"""Who is asking, to which accounts they belong, and the functions that grant access.

The web role cannot write itself into an account. Memberships come about only through the functions
below, which run with the owner's rights and check the facts themselves:

* ``kwartier_match_account``: the question which account a number and digits name; answered by the
  room that knows contracts (``supply``), never here;
* ``parties_claim_account``: sign-up against these facts leaves a *pending* membership;
* ``parties_activate_memberships``: a confirmed e-mail address makes it count (or asks the holder);
* ``parties_find_invitation`` and ``parties_accept_invitation``: by the hash of the token;
* ``parties_find_token``, ``parties_find_service_token``: a token of the API before anybody is known;
* ``parties_email_taken``: whether an address of the brand belongs to somebody else.

They trust nothing but their arguments and the request's own settings (brand, person).

While nobody is signed in, one person may be looked at: the one whom the request itself names.
Signing in, a forgotten password, a confirmation link, a passkey and signing up must find a person
before anybody is known. Each of them names that one person, by ``parties_name_person`` or, for a
person who is yet to be, ``parties_name_newcomer``; for the rest of the transaction the policies show
this row and what belongs to it. A visitor's page that names nobody sees nobody.
"""

from django.db import migrations

from kwartier.platform.isolation import answer


# The door is looked at first, and through the portal nothing else is: every policy asks this once per
# table of a statement, some twenty times a page. As one expression with the search for the agent it
# took the database six times as long to answer a customer.
IS_AGENT = """
BEGIN
  IF current_setting('kwartier.door', true) IS DISTINCT FROM 'office' THEN
    RETURN false;
  END IF;
  RETURN EXISTS (
    SELECT FROM parties_agent a JOIN parties_person p ON p.id = a.person_id
    WHERE a.person_id = kwartier_person() AND a.brand_id = kwartier_brand()
      AND a.is_active AND p.is_active
      AND EXISTS (SELECT FROM mfa_authenticator m WHERE m.user_id = p.id));
END
"""

IS_OPERATOR = """
BEGIN
  RETURN kwartier_is_agent() AND EXISTS (
    SELECT FROM parties_agent a
    WHERE a.person_id = kwartier_person() AND a.brand_id = kwartier_brand()
      AND a.role = 'operator' AND a.is_active);
END
"""

ACCOUNTS = """
BEGIN
  RETURN ARRAY(
    SELECT m.account_id FROM parties_membership m
    WHERE m.person_id = kwartier_person() AND m.state = 'active' AND m.brand_id = kwartier_brand());
END
"""

ACCOUNTS_AS = """
BEGIN
  RETURN ARRAY(
    SELECT m.account_id FROM parties_membership m
    WHERE m.person_id = kwartier_person() AND m.state = 'active'
      AND m.brand_id = kwartier_brand() AND m.role = ANY (p_roles));
END
"""

# The person who is signed in, else the one who is named; NULL for a visitor.
ASKER = """
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

# Asked by every policy that opens a table to programs: everybody else is answered without a search.
SERVICES = """
CREATE FUNCTION kwartier_service_may(p_scopes text[]) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
  v_token text := current_setting('kwartier.service', true);
BEGIN
  IF COALESCE(v_token, '') = '' THEN
    RETURN false;
  END IF;
  RETURN EXISTS (
    SELECT FROM parties_servicetoken t
    WHERE t.id = v_token::bigint AND t.brand_id = kwartier_brand()
      AND t.revoked_at IS NULL AND (p_scopes = '{}' OR t.scopes ?| p_scopes));
END $body$;

CREATE FUNCTION parties_find_service_token(p_hash text, p_at timestamptz, p_address text)
RETURNS TABLE (id bigint, name text, prefix text, scopes jsonb, networks jsonb,
  created_at timestamptz, created_by text, expires_at timestamptz, last_used_at timestamptz,
  is_near boolean) LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
  t parties_servicetoken;
  v_near boolean;
BEGIN
  SELECT x.* INTO t FROM parties_servicetoken x
    WHERE x.token_hash = p_hash AND x.brand_id = kwartier_brand() AND x.revoked_at IS NULL
      AND x.expires_at > p_at;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  v_near := t.networks = '[]'::jsonb OR COALESCE((
    SELECT bool_or(NULLIF(p_address, '')::inet <<= n::cidr)
    FROM jsonb_array_elements_text(t.networks) n), false);
  IF v_near AND (t.last_used_at IS NULL OR t.last_used_at < p_at - interval '5 minutes') THEN
    UPDATE parties_servicetoken x SET last_used_at = p_at WHERE x.id = t.id;
  END IF;
  RETURN QUERY SELECT t.id, t.name::text, t.prefix::text, t.scopes, t.networks, t.created_at,
    t.created_by::text, t.expires_at, t.last_used_at, v_near;
END $body$;
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


def function(signature: str, returns: str, body: str, *, volatility: str = "VOLATILE") -> str:
    """A plpgsql function that runs with the owner's rights on a pinned search path."""
    return (
        f"CREATE OR REPLACE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql {volatility} "
        f"SECURITY DEFINER SET search_path = public, pg_temp AS $body$ {body} $body$;"
    )


class Migration(migrations.Migration):
    replaces = [("parties", "0008_document_language")]

    dependencies = [
        ("parties", "0001_tables"),
        ("platform", "0002_rules"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        answer(function="kwartier_is_agent", returns="boolean", body=IS_AGENT),
        answer(function="kwartier_is_operator", returns="boolean", body=IS_OPERATOR),
        answer(function="kwartier_accounts", returns="bigint[]", body=ACCOUNTS),
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
        ),
        migrations.RunSQL(ASKER),
        migrations.RunSQL(SERVICES),
    ]
