"""A reading that ends a settled period is only marked: the guard looks at every other change.

A run of bills marks two readings a bill, and the database compares columns quicker than a function is
called.
"""

from django.db import migrations

# All but the mark; the mark itself goes from no to yes.
_KEPT = (
    *("id", "brand_id", "supply_point_id", "register_id", "read_on", "index_value", "origin"),
    *("is_official", "state", "recorded_at", "recorded_by", "account_id", "reason"),
)
_CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _KEPT)
_CALL = "FOR EACH ROW {when} EXECUTE FUNCTION kwartier_guard_reading()"
_GUARD = f"""
DROP TRIGGER guard_reading ON metering_reading;
CREATE TRIGGER guard_reading BEFORE UPDATE ON metering_reading
  {_CALL.format(when=f"WHEN ({_CHANGED} OR OLD.closes_period AND NOT NEW.closes_period)")};
CREATE TRIGGER keep_reading BEFORE DELETE ON metering_reading {_CALL.format(when="")};
"""
_AS_BEFORE = f"""
DROP TRIGGER keep_reading ON metering_reading;
DROP TRIGGER guard_reading ON metering_reading;
CREATE TRIGGER guard_reading BEFORE UPDATE OR DELETE ON metering_reading {_CALL.format(when="")};
"""


class Migration(migrations.Migration):
    dependencies = [("metering", "0011_room_to_close")]

    operations = [migrations.RunSQL(_GUARD, _AS_BEFORE)]
