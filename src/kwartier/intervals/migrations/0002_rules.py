"""Who sees which days of a series, partitions on demand, and the one way in which a day goes."""

from django.db import migrations

from kwartier.platform.isolation import (
    BY_AGENTS,
    BY_NOBODY,
    append_only,
    keep_columns,
    protect,
    restrict_writes,
)

# Questions that the room of contracts answers. Unlike `kwartier_supply_days`, which has the index at
# 00:00 of the day after the last one, a day belongs here to who was supplied during it, and to
# nobody else. `kwartier_contract_days` runs with the rights of who asks: it tells the contracts that
# they may see. `bills_on_intervals`: the bill of that contract rests on values finer than a day.
QUESTIONS = """
CREATE FUNCTION kwartier_supplied_days() RETURNS int8multirange LANGUAGE plpgsql STABLE AS
$$ BEGIN RETURN '{}'::int8multirange; END $$;
CREATE FUNCTION kwartier_contract_days(points bigint[])
RETURNS TABLE (point_id bigint, account_id bigint, from_day date, until_day date,
               bills_on_intervals boolean)
LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN; END $$;
"""
NO_QUESTIONS = """
DROP FUNCTION kwartier_contract_days(bigint[]);
DROP FUNCTION kwartier_supplied_days();
"""

# Made apart and then attached: that keeps nobody from reading or loading meanwhile. A partition has
# no policies of its own: who could name it would still see nothing.
PARTITIONS = """
CREATE FUNCTION kwartier_provide_interval_month(wanted date) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
  first_day date := date_trunc('month', wanted)::date;
  part text := 'day_' || to_char(first_day, 'YYYY_MM');
BEGIN
  IF wanted IS NULL OR first_day < '2000-01-01' OR first_day > '2100-12-01' THEN
    RAISE EXCEPTION 'no series is kept of %', wanted USING ERRCODE = 'check_violation';
  END IF;
  IF to_regclass('intervals_parts.' || part) IS NOT NULL THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(part, 0));
  IF to_regclass('intervals_parts.' || part) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE intervals_parts.%I (LIKE intervals_day INCLUDING ALL)', part);
  EXECUTE format('ALTER TABLE intervals_parts.%I ENABLE ROW LEVEL SECURITY', part);
  EXECUTE format('ALTER TABLE intervals_parts.%I FORCE ROW LEVEL SECURITY', part);
  EXECUTE format('ALTER TABLE intervals_day ATTACH PARTITION intervals_parts.%I'
                 ' FOR VALUES FROM (%L) TO (%L)',
                 part, first_day, (first_day + INTERVAL '1 month')::date);
  RETURN true;
END $body$;
"""
NO_PARTITIONS = "DROP FUNCTION kwartier_provide_interval_month(date);"

# What is kept is changed by nobody, but for the function below, which runs as the owner and says so.
GUARDS = """
CREATE FUNCTION kwartier_guard_intervals() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF COALESCE(current_setting('kwartier.purging', true), '') <> 'on'
     OR current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RAISE EXCEPTION '% is append-only: facts are added, never edited', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER guard_intervals BEFORE UPDATE OR DELETE ON intervals_day
  FOR EACH ROW EXECUTE FUNCTION kwartier_guard_intervals();
CREATE TRIGGER guard_intervals BEFORE UPDATE OR DELETE ON intervals_load
  FOR EACH ROW EXECUTE FUNCTION kwartier_guard_intervals();
CREATE FUNCTION kwartier_guard_consent() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'a consent ends once, and is given anew instead'
    USING ERRCODE = 'integrity_constraint_violation';
END $body$;
CREATE TRIGGER keep_consent BEFORE DELETE ON intervals_consent
  FOR EACH ROW EXECUTE FUNCTION kwartier_guard_consent();
CREATE TRIGGER guard_consent BEFORE UPDATE ON intervals_consent
  FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION kwartier_guard_consent();
"""
NO_GUARDS = """
DROP TRIGGER guard_consent ON intervals_consent;
DROP TRIGGER keep_consent ON intervals_consent;
DROP FUNCTION kwartier_guard_consent();
DROP TRIGGER guard_intervals ON intervals_load;
DROP TRIGGER guard_intervals ON intervals_day;
DROP FUNCTION kwartier_guard_intervals();
"""

# Deletes what nothing covers, and only that, whoever asks: it works out itself what is covered. A
# customer asks for the own supply points, an agent for the brand's. A file that tells of a day that
# goes is kept no longer, whether the day came with it or was there before: the fingerprints of those
# are told, for the archive.
PURGE = """
CREATE FUNCTION kwartier_purge_intervals(points bigint[])
RETURNS TABLE (day_count bigint, revision_count bigint, value_count bigint, kept_days bigint,
               billed_days bigint, files text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
  -- Inside, current_user is the owner; who asks is the role that was set, else the login.
  asker name := COALESCE(NULLIF(current_setting('role'), 'none'), session_user);
  chosen bigint[] := points;
  supplied int8multirange;
  billed int8multirange;
  covered int8multirange;
  loads bigint[];
  lost int8multirange;
BEGIN
  IF NOT pg_has_role(asker, 'kwartier_worker', 'member') THEN
    SELECT COALESCE(array_agg(p.id), '{}') INTO chosen FROM metering_supplypoint p
      WHERE p.id = ANY (points) AND p.brand_id = kwartier_brand()
        AND (kwartier_is_agent() OR p.id = ANY (kwartier_supply_points()));
  END IF;
  WITH under AS (
    SELECT c.*, int8range(c.point_id * 100000 + (c.from_day - DATE '1970-01-01'),
        c.point_id * 100000 + (LEAST(c.until_day, DATE '2200-01-01') - DATE '1970-01-01')) AS days,
      EXISTS (SELECT FROM intervals_consent g WHERE g.account_id = c.account_id
              AND g.supply_point_id = c.point_id AND g.ended_at IS NULL) AS consented
    FROM kwartier_contract_days(chosen) c)
  SELECT COALESCE(range_agg(days), '{}'),
         COALESCE(range_agg(days) FILTER (WHERE bills_on_intervals), '{}'),
         COALESCE(range_agg(days) FILTER (WHERE bills_on_intervals OR consented), '{}')
    INTO supplied, billed, covered FROM under;
  PERFORM set_config('kwartier.purging', 'on', true);
  WITH gone AS (
    DELETE FROM intervals_day d WHERE d.supply_point_id = ANY (chosen)
      AND NOT (CASE WHEN d.step_minutes < 1440 THEN covered ELSE supplied END
               @> (d.supply_point_id * 100000 + (d.day - DATE '1970-01-01')))
    RETURNING d.supply_point_id, d.direction, d.day, d.load_id, cardinality(d.values_wh) AS size)
  SELECT count(DISTINCT (g.supply_point_id, g.day)), count(*), COALESCE(sum(g.size), 0),
         COALESCE(array_agg(DISTINCT g.load_id), '{}'),
         COALESCE(range_agg(int8range(g.supply_point_id * 100000 + (g.day - DATE '1970-01-01'),
           g.supply_point_id * 100000 + (g.day - DATE '1970-01-01') + 1)), '{}')
    INTO day_count, revision_count, value_count, loads, lost FROM gone g;
  WITH dropped AS (
    UPDATE intervals_load l SET is_kept = false WHERE l.is_kept AND (l.id = ANY (loads)
      OR l.told_points && chosen AND EXISTS (
        SELECT FROM unnest(l.told_points, l.told_from, l.told_until) t (point, from_day, until_day)
        WHERE lost && int8range(t.point * 100000 + (t.from_day - DATE '1970-01-01'),
          t.point * 100000 + (t.until_day - DATE '1970-01-01'))))
    RETURNING l.id, l.sha256)
  SELECT COALESCE(array_agg(DISTINCT d.sha256), '{}') INTO files FROM dropped d
    WHERE NOT EXISTS (SELECT FROM intervals_load o WHERE o.sha256 = d.sha256 AND o.is_kept
                      AND o.id NOT IN (SELECT id FROM dropped));
  PERFORM set_config('kwartier.purging', '', true);
  SELECT count(DISTINCT (d.supply_point_id, d.day)),
         count(DISTINCT (d.supply_point_id, d.day)) FILTER (WHERE billed
           @> (d.supply_point_id * 100000 + (d.day - DATE '1970-01-01')))
    INTO kept_days, billed_days FROM intervals_day d
    WHERE d.supply_point_id = ANY (chosen) AND d.step_minutes < 1440;
  RETURN NEXT;
END $body$;
"""
NO_PURGE = "DROP FUNCTION kwartier_purge_intervals(bigint[]);"

OWN_DAYS = (
    "brand_id = (SELECT kwartier_brand()) AND ((SELECT kwartier_is_agent()) OR"
    " (SELECT kwartier_supplied_days())"
    " @> (supply_point_id * 100000 + (day - DATE '1970-01-01')))"
)
# What bills may rest on comes from the grid operator: a customer's session does not say so.
GIVEN = f"({BY_AGENTS} OR NOT is_official)"
ENDED = ("ended_at", "ended_because", "ended_by")


class Migration(migrations.Migration):
    dependencies = [
        ("intervals", "0001_tables"),
        ("metering", "0002_rules"),
        ("parties", "0003_rules"),
        ("platform", "0002_rules"),
    ]

    operations = [
        migrations.RunSQL(QUESTIONS, NO_QUESTIONS),
        migrations.RunSQL(PARTITIONS, NO_PARTITIONS),
        migrations.RunSQL(GUARDS, NO_GUARDS),
        migrations.RunSQL(PURGE, NO_PURGE),
        protect("intervals_day", using=OWN_DAYS),
        restrict_writes("intervals_day", insert=GIVEN, update=BY_NOBODY, delete=BY_NOBODY),
        protect("intervals_load", account_column="account_id"),
        restrict_writes("intervals_load", insert=GIVEN, update=BY_NOBODY, delete=BY_NOBODY),
        protect("intervals_quarantine", account_column="account_id"),
        restrict_writes("intervals_quarantine", insert="true", update=BY_NOBODY, delete=BY_NOBODY),
        append_only("intervals_quarantine"),
        protect("intervals_consent", account_column="account_id"),
        restrict_writes("intervals_consent", insert="true", update="true", delete=BY_NOBODY),
        keep_columns("intervals_consent", but=ENDED, from_agents=True),
    ]
