"""Row-level security of metering, and the guard that makes a reading a fact.

A customer writes readings of their own meter, as given by a customer; points, meters and registers are
only read. An official reading may give way to another one; nothing else that is closed ever changes.
Monthly peaks are seen by whoever has a bill in which they count, and written by workers.
"""

from django.db import migrations

from kwartier.platform.isolation import BY_AGENTS, BY_NOBODY, append_only, protect, restrict_writes


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

# A peak counts in the bills of the twelve months from its own on: a customer sees those that count
# in a bill of a day of theirs. Numbers as in `kwartier_supply_days`, whose ranges have the day of the
# last index: who leaves on the first of a month has no day of that month.
COUNTS_IN_OWN_BILLS = (
    "brand_id = (SELECT kwartier_brand()) AND ((SELECT kwartier_is_agent()) OR ("
    "supply_point_id = ANY ((SELECT kwartier_supply_points())::bigint[])"
    " AND (SELECT kwartier_supply_days())"
    " && int8range(supply_point_id * 100000 + (month - DATE '1970-01-01') + 1,"
    " supply_point_id * 100000 + ((month + INTERVAL '1 year')::date - DATE '1970-01-01'))))"
)

GIVEN = "(origin = 'customer' AND NOT is_official AND NOT closes_period)"

ON_OWN_METER = (
    "EXISTS (SELECT FROM metering_register r WHERE r.id = register_id"
    " AND r.supply_point_id = metering_reading.supply_point_id)"
)

GUARD = """
CREATE FUNCTION kwartier_guard_reading() RETURNS trigger LANGUAGE plpgsql AS $body$
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
    OR (OLD.state = 'accepted' AND NEW.state = 'superseded' AND OLD.is_official)
    OR (OLD.state = 'questioned' AND NEW.state IN ('with_agent','accepted','rejected','withdrawn'))
    OR (OLD.state = 'with_agent' AND NEW.state IN ('accepted', 'rejected', 'withdrawn'))) THEN
    RAISE EXCEPTION 'a reading does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $body$;
"""

# A reading that ends a settled period is only marked: the guard looks at every other change. A run of
# bills marks two readings a bill, and the database compares columns quicker than a function is called.
# All but the mark; the mark itself goes from no to yes.
KEPT = (
    *("id", "brand_id", "supply_point_id", "register_id", "read_on", "index_value", "origin"),
    *("is_official", "state", "recorded_at", "recorded_by", "account_id", "reason"),
)

CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in KEPT)

TRIGGERS = f"""
CREATE TRIGGER guard_reading BEFORE UPDATE ON metering_reading FOR EACH ROW
  WHEN ({CHANGED} OR OLD.closes_period AND NOT NEW.closes_period)
  EXECUTE FUNCTION kwartier_guard_reading();
CREATE TRIGGER keep_reading BEFORE DELETE ON metering_reading FOR EACH ROW
  EXECUTE FUNCTION kwartier_guard_reading();
"""

# The office searches addresses by their parts. Row-level security would keep the trigram index from
# being used (LIKE is not leakproof), so that the search runs with the owner's rights and asks for itself
# who is asking, and for which brand; the caller then reads the rows it is allowed to see. ``LIKE ALL
# (words)`` cannot use an index either, two plain conditions can: the caller puts the longest words first,
# and the rest only filters what they found.
SEARCH = """
CREATE OR REPLACE FUNCTION kwartier_search_supply_points(brand bigint, words text[], most int)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE
  -- Inside, current_user is the owner; who asks is the role that was set, else the login.
  asker name := COALESCE(NULLIF(current_setting('role'), 'none'), session_user);
  is_worker boolean := pg_has_role(asker, 'kwartier_worker', 'member');
  sees_all boolean := is_worker OR kwartier_is_agent();
  own bigint[] := CASE WHEN sees_all THEN NULL ELSE kwartier_supply_points() END;
  longest text := words[1];
  second text := COALESCE(words[2], words[1]);
BEGIN
  IF NOT is_worker AND brand IS DISTINCT FROM kwartier_brand() THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT p.id FROM metering_supplypoint p
    WHERE p.brand_id = brand AND p.search_text LIKE longest AND p.search_text LIKE second
      AND p.search_text LIKE ALL (words) AND (sees_all OR p.id = ANY (own))
    ORDER BY p.search_text, p.id LIMIT most;
END $body$;
"""


class Migration(migrations.Migration):
    replaces = [("metering", "0012_guard_what_changes")]

    dependencies = [("metering", "0001_tables"), ("platform", "0002_rules")]

    operations = [
        migrations.RunSQL(SUPPLY_DAYS),
        protect("metering_supplypoint", supply_point_column="id"),
        restrict_writes("metering_supplypoint"),
        protect("metering_meter", supply_point_column="supply_point_id"),
        restrict_writes("metering_meter"),
        protect("metering_register", supply_point_column="supply_point_id"),
        restrict_writes("metering_register"),
        protect("metering_reading", using=OWN_DAYS),
        restrict_writes(
            "metering_reading",
            insert=f"{ON_OWN_METER} AND ({BY_AGENTS} OR {GIVEN})",
            update=f"{BY_AGENTS} OR {GIVEN}",
            delete=BY_NOBODY,
        ),
        migrations.RunSQL(GUARD + TRIGGERS),
        # Room on a page to mark some readings as the end of a settled period, without an index to write.
        migrations.RunSQL("ALTER TABLE metering_reading SET (fillfactor = 90)"),
        protect("metering_readingevent", using=OWN_DAYS),
        append_only("metering_readingevent"),
        protect("metering_monthpeak", using=COUNTS_IN_OWN_BILLS),
        restrict_writes("metering_monthpeak", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        append_only("metering_monthpeak"),
        migrations.RunSQL(SEARCH),
    ]
