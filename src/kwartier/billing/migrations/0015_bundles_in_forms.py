"""A bundle is kept as forms that bills share and the values of one; older ones stay as they are."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from kwartier.platform.isolation import append_only, protect, restrict_writes

BY_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"
# What a draft of an earlier version held becomes the values of a form that says nothing but "facts".
DRAFTS_IN_FORMS = """
INSERT INTO billing_bundleform (id, brand_id, text)
  SELECT encode(substring(sha256(convert_to(brand_id || E'\n' || text, 'UTF8')) FOR 16), 'hex')::uuid,
         brand_id, text
  FROM (SELECT DISTINCT brand_id, E'\n"facts":\n\n' AS text FROM billing_billdraft) drafted;
UPDATE billing_billdraft d
  SET bundle_own = concat_ws(E'\n', '', '', d.head, d.facts::text, d.tail), bundle_forms = ARRAY[f.id]
  FROM billing_bundleform f WHERE f.brand_id = d.brand_id;
"""
# Values are short and no two bills': compressing them costs more than it saves, and a table of
# their own more than the place in the row.
VALUES_AS_THEY_ARE = """
ALTER TABLE {table} ALTER COLUMN bundle_own SET STORAGE EXTERNAL;
ALTER TABLE {table} SET (toast_tuple_target = 8160);
"""
TABLES = ("billing_bill", "billing_billdraft")


class Migration(migrations.Migration):
    dependencies = [("billing", "0014_amounts_within_reason")]

    operations = [
        migrations.CreateModel(
            name="BundleForm",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.brand"
                    ),
                ),
            ],
        ),
        protect("billing_bundleform", check=BY_AGENTS),
        restrict_writes("billing_bundleform"),
        append_only("billing_bundleform"),
        migrations.RenameField("bill", "bundle", "whole_bundle"),
        migrations.AlterField("bill", "whole_bundle", models.JSONField(null=True)),
        migrations.AddField(
            "bill",
            "bundle_forms",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
        migrations.AddField("bill", "bundle_own", models.TextField(default="")),
        migrations.AddConstraint(
            "bill",
            models.CheckConstraint(
                condition=models.Q(
                    ("whole_bundle__isnull", True), ("bundle_own", ""), _connector="XOR"
                ),
                name="bill_bundle_kept",
            ),
        ),
        migrations.AddField(
            "billdraft",
            "bundle_forms",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "billdraft", "bundle_own", models.TextField(default=""), preserve_default=False
        ),
        migrations.RunSQL(DRAFTS_IN_FORMS, migrations.RunSQL.noop),
        migrations.RemoveField("billdraft", "head"),
        migrations.RemoveField("billdraft", "tail"),
        migrations.RemoveField("billdraft", "facts"),
        migrations.RemoveField("billdraft", "sha256"),
        *(
            migrations.RunSQL(VALUES_AS_THEY_ARE.format(table=table), migrations.RunSQL.noop)
            for table in TABLES
        ),
    ]
