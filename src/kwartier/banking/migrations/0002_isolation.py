"""Row-level security of statements: the supplier's own papers. Agents see them, no customer does.

What the bank said never changes; where a payment stands is changed by agents and workers.
"""

from django.db import migrations

from kwartier.platform.isolation import BY_NOBODY, append_only, protect, restrict_writes

OF_AGENTS = "brand_id = (SELECT kwartier_brand()) AND (SELECT kwartier_is_agent())"
FACTS = ("banking_bankstatement", "banking_entry", "banking_entrydetail")
RULES = ("banking_ownaccount", "banking_placingrule")
STANDING = ("banking_detailplacing", "banking_arrivedfile")


class Migration(migrations.Migration):
    dependencies = [("banking", "0001_initial"), ("parties", "0009_ask_the_door_first")]

    operations = [
        *(protect(table, using=OF_AGENTS) for table in (*FACTS, *RULES, *STANDING)),
        *(restrict_writes(table, update=BY_NOBODY, delete=BY_NOBODY) for table in FACTS),
        *(append_only(table) for table in FACTS),
        *(
            restrict_writes(table, insert=BY_NOBODY, update=BY_NOBODY, delete=BY_NOBODY)
            for table in RULES
        ),
        append_only("banking_placingrule"),
        *(restrict_writes(table, delete=BY_NOBODY) for table in STANDING),
    ]
