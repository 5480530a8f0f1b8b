"""Who sees which alerts, what a session may change, and what goes when a consent for alerts ends."""

from django.db import migrations

from kwartier.platform.isolation import BY_NOBODY, keep_columns, protect, restrict_writes

# An alert is a fact: the guard of series lets nobody change or delete it but a function of the owner's
# that says so, and there is one.
GUARD = """
CREATE TRIGGER guard_alerts BEFORE UPDATE OR DELETE ON alerts_alert
  FOR EACH ROW EXECUTE FUNCTION kwartier_guard_intervals();
"""
NO_GUARD = "DROP TRIGGER guard_alerts ON alerts_alert;"

# In the transaction that ends the consent, whoever ends it: what rested on values finer than a day goes,
# with the mail that told it (written at the same instant); its watches are looked at anew.
DROP = """
CREATE FUNCTION kwartier_drop_alerts() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  PERFORM set_config('kwartier.purging', 'on', true);
  WITH gone AS (
    DELETE FROM alerts_alert a WHERE a.account_id = NEW.account_id
      AND a.supply_point_id = NEW.supply_point_id AND a.rests_on_finer
    RETURNING a.account_id, a.raised_at)
  DELETE FROM platform_outboxmail m USING gone g
    WHERE m.account_id = g.account_id AND m.created_at = g.raised_at AND m.topic = 'alerts_raised';
  PERFORM set_config('kwartier.purging', '', true);
  UPDATE alerts_watch w SET checked_on = NULL, outcome = ''
    WHERE w.account_id = NEW.account_id AND w.supply_point_id = NEW.supply_point_id;
  RETURN NULL;
END $body$;
CREATE TRIGGER drop_alerts AFTER UPDATE OF ended_at ON intervals_consent
  FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.purpose = 'alerts')
  EXECUTE FUNCTION kwartier_drop_alerts();
"""
NO_DROP = """
DROP TRIGGER drop_alerts ON intervals_consent;
DROP FUNCTION kwartier_drop_alerts();
"""

SET = ("limit", "is_on", "person_id", "set_at", "checked_on", "outcome")


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0001_tables"),
        ("intervals", "0003_days_count_once"),
        ("parties", "0003_rules"),
        ("platform", "0002_rules"),
    ]

    operations = [
        protect("alerts_watch", account_column="account_id"),
        restrict_writes("alerts_watch", insert="true", update="true", delete=BY_NOBODY),
        keep_columns("alerts_watch", but=SET, from_agents=True),
        protect("alerts_alert", account_column="account_id"),
        restrict_writes("alerts_alert", insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY),
        migrations.RunSQL(GUARD, NO_GUARD),
        migrations.RunSQL(DROP, NO_DROP),
    ]
