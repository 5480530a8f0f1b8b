"""Row-level security of metering, and the guard that makes a reading a fact."""

from django.db import migrations

from kwartier.platform.isolation import append_only, protect

# Which days of which supply points the person may see: numbers of the form
# supply_point_id * 100000 + days since 1970-01-01, as one multirange. It is worked out once per
# statement; each row then costs one binary search. The supply room fills it in from contracts;
# a contract's first and last day both belong to it, for the index of either is its customer's.
SUPPLY_DAYS = """
CREATE OR REPLACE FUNCTION kwartier_supply_days() RETURNS int8multirange LANGUAGE sql STABLE AS
$$ SELECT '{}'::int8multirange $$;
"""

OWN_DAYS = (
    "brand_id = (SELECT kwartier_brand()) AND ((SELECT kwartier_is_agent()) OR ("
    "supply_point_id = ANY ((SELECT kwartier_supply_points())::bigint[])"
    " AND (SELECT kwartier_supply_days())"
    " @> (supply_point_id * 100000 + (read_on - DATE '1970-01-01'))))"
)

GUARD = """
CREATE OR REPLACE FUNCTION kwartier_guard_reading() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a reading is a fact: withdraw it instead of deleting it'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.id, NEW.brand_id, NEW.supply_point_id, NEW.register_id, NEW.read_on, NEW.index_value,
      NEW.origin, NEW.is_official, NEW.recorded_at)
     IS DISTINCT FROM
     (OLD.id, OLD.brand_id, OLD.supply_point_id, OLD.register_id, OLD.read_on, OLD.index_value,
      OLD.origin, OLD.is_official, OLD.recorded_at)
     OR (NEW.recorded_by, NEW.account_id, NEW.reason)
     IS DISTINCT FROM (OLD.recorded_by, OLD.account_id, OLD.reason) THEN
    RAISE EXCEPTION 'a reading is a fact: only its state changes'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.closes_period AND NOT NEW.closes_period THEN
    RAISE EXCEPTION 'a closed period stays closed'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT (
       (OLD.state = 'accepted' AND NEW.state = 'withdrawn' AND NOT OLD.closes_period)
    OR (OLD.state = 'questioned' AND NEW.state IN ('with_agent','accepted','rejected','withdrawn'))
    OR (OLD.state = 'with_agent' AND NEW.state IN ('accepted', 'rejected', 'withdrawn'))) THEN
    RAISE EXCEPTION 'a reading does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER guard_reading BEFORE UPDATE OR DELETE ON metering_reading
  FOR EACH ROW EXECUTE FUNCTION kwartier_guard_reading();
"""

# The office searches addresses by their parts. Row-level security would keep the trigram index
# from being used (LIKE is not leakproof), so that the search runs with the owner's rights and
# asks for itself who is asking; the caller then reads the rows it is allowed to see.
SEARCH = """
CREATE OR REPLACE FUNCTION kwartier_search_supply_points(brand bigint, words text[], most int)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE
  sees_all boolean := kwartier_is_agent()
    OR pg_has_role(session_user, 'kwartier_worker', 'member');
BEGIN
  RETURN QUERY
    SELECT p.id FROM metering_supplypoint p
    WHERE p.brand_id = brand AND p.search_text LIKE ALL (words)
      AND (sees_all OR p.id = ANY (kwartier_supply_points()))
    ORDER BY p.search_text, p.id LIMIT most;
END $body$;
"""

FORGET = """
DROP FUNCTION IF EXISTS kwartier_search_supply_points(bigint, text[], int);
DROP TRIGGER IF EXISTS guard_reading ON metering_reading;
DROP FUNCTION IF EXISTS kwartier_guard_reading();
"""


class Migration(migrations.Migration):
    dependencies = [("metering", "0001_initial"), ("platform", "0002_isolation")]

    operations = [
        migrations.RunSQL(SUPPLY_DAYS, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD + SEARCH, FORGET),
        protect("metering_supplypoint", supply_point_column="id"),
        protect("metering_meter", supply_point_column="supply_point_id"),
        protect("metering_register", supply_point_column="supply_point_id"),
        protect("metering_reading", using=OWN_DAYS),
        protect("metering_readingevent", using=OWN_DAYS),
        append_only("metering_readingevent"),
    ]
