"""An official reading may give way to another one; nothing else that is closed ever changes."""

from django.db import migrations

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
    OR (OLD.state = 'accepted' AND NEW.state = 'superseded' AND OLD.is_official)
    OR (OLD.state = 'questioned' AND NEW.state IN ('with_agent','accepted','rejected','withdrawn'))
    OR (OLD.state = 'with_agent' AND NEW.state IN ('accepted', 'rejected', 'withdrawn'))) THEN
    RAISE EXCEPTION 'a reading does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $body$;
"""


class Migration(migrations.Migration):
    dependencies = [("metering", "0006_superseded_state")]

    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
