"""Whether an agent asks: the door is looked at first, and through the portal nothing else is.

Every policy asks this once per table of a statement, some twenty times a page. As one expression with
the search for the agent it took the database six times as long to answer a customer.
"""

from django.db import migrations

from kwartier.platform.isolation import answer

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


class Migration(migrations.Migration):
    dependencies = [("parties", "0008_document_language")]

    operations = [answer(function="kwartier_is_agent", returns="boolean", body=IS_AGENT)]
