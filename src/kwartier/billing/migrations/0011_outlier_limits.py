"""What stood in the code until now becomes a dated parameter of every brand there is."""

from django.db import migrations

KEEP = """
INSERT INTO billing_brandparameter (brand_id, key, value, from_day, source)
SELECT id, given.key, given.value::jsonb, DATE '1970-01-01',
       'taken over: it held for every brand before it could be set'
FROM platform_brand
CROSS JOIN (VALUES ('run.outlier_percent', '50'), ('run.outlier_cents', '10000'))
  AS given (key, value)
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0010_keep_columns")]

    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
