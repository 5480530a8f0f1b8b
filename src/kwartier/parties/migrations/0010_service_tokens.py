"""Service tokens: of a brand's own programs, and what the database itself lets such a program do.

A program is known by its token alone (``kwartier.service``), which is neither a person nor an agent.
It sees the tables that a room opens to one of its scopes (`open_to_services`), of its brand, and
nothing else; it writes what it did on the record. A token that is revoked opens nothing from the next
statement on. Agents of operations alone see and make tokens.
"""

import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.isolation import (
    BY_NOBODY,
    WEB_ROLE,
    answer,
    keep_columns,
    open_to_services,
    protect,
    restrict_writes,
)

BRAND = "brand_id = (SELECT kwartier_brand())"
IS_OPERATOR = """
BEGIN
  RETURN kwartier_is_agent() AND EXISTS (
    SELECT FROM parties_agent a
    WHERE a.person_id = kwartier_person() AND a.brand_id = kwartier_brand()
      AND a.role = 'operator' AND a.is_active);
END
"""
# Asked by every policy that opens a table to programs: everybody else is answered without a search.
FUNCTIONS = """
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
NO_FUNCTIONS = """
DROP FUNCTION parties_find_service_token(text, timestamptz, text);
DROP FUNCTION kwartier_service_may(text[]);
"""
# A program writes in its own name, about itself or about what it brought, never on an account.
RECORD = f"""
CREATE POLICY service_insert ON platform_auditentry FOR INSERT TO {WEB_ROLE} WITH CHECK (
  {BRAND} AND actor_kind = 'service' AND actor_person_id IS NULL AND account_id IS NULL
  AND (SELECT kwartier_service_may('{{}}')));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0009_ask_the_door_first"),
        ("platform", "0008_lighter_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("prefix", models.CharField(max_length=12)),
                ("scopes", models.JSONField()),
                ("networks", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=200)),
                ("expires_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by", models.CharField(blank=True, max_length=200)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.brand"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        answer(function="kwartier_is_operator", returns="boolean", body=IS_OPERATOR),
        protect("parties_servicetoken", using=f"{BRAND} AND (SELECT kwartier_is_operator())"),
        restrict_writes("parties_servicetoken", delete=BY_NOBODY),
        keep_columns("parties_servicetoken", but=["revoked_at", "revoked_by"], from_agents=True),
        migrations.RunSQL(RECORD, "DROP POLICY service_insert ON platform_auditentry;"),
        # The ageing and the journals name customers by their number.
        open_to_services("parties_customeraccount", "books:read"),
    ]
