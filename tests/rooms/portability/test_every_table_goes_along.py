"""Table by table: what tells of a customer goes along, or stands here with the reason why not.

The tables are asked of Django, so that a new room's cannot be forgotten; nor can a new column.
"""

from django.apps import apps

from kwartier.portability.queries import list_tables

LEFT_OUT = {
    "account.EmailConfirmation": "the sign-in library signs its links instead: empty",
    "banking.DetailPlacing": "the supplier's bank; what it placed for a customer stands in postings",
    "billing.BillDraft": "nothing was issued yet",
    "billing.BillingRunRow": "a run over all customers; what it issued stands in bills",
    "parties.Agent": "people of the supplier; who did what stands in the record by name",
    "platform.IdempotencyKey": "keeps a request from being done twice for a day",
}
# What makes a table one that may tell of a customer: a row that it names, or a number of one.
PEOPLE = {"parties.CustomerAccount", "parties.Person", "metering.SupplyPoint", "supply.Contract"}
NUMBERS = {"account_id", "person_id", "user_id", "supply_point_id", "contract_id"}


def list_telling() -> set[str]:
    """The tables that name a customer, or a row of a table that does."""
    models = {each._meta.label: each for each in apps.get_models()}
    telling = set(PEOPLE)
    while True:
        found = {
            label
            for label, model in models.items()
            if any(
                field.attname in NUMBERS
                or (field.is_relation and field.related_model._meta.label in telling)
                for field in model._meta.concrete_fields
            )
        }
        if found <= telling:
            return telling
        telling |= found


def list_columns(model) -> set[str]:
    """The columns of a table but its brand, its account and its bare key."""
    every = {field.attname for field in model._meta.concrete_fields}
    return every - {"brand_id", "account_id", "id"}


def test_no_table_is_forgotten():
    exported = {each.model._meta.label for each in list_tables()}
    assert len(exported) == len(list_tables())
    assert list_telling() - exported - set(LEFT_OUT) == set()
    assert exported & set(LEFT_OUT) == set()
    assert set(LEFT_OUT) - list_telling() == set()


def test_no_column_is_forgotten():
    for table in list_tables():
        fields = {
            table.model._meta.get_field(column.partition("__")[0]).attname
            for column in table.columns
        }
        assert list_columns(table.model) - fields - set(table.left_out) == set(), table.name
        assert fields & set(table.left_out) == set(), table.name
        assert set(table.left_out) <= list_columns(table.model) | {"account_id"}, table.name
        assert set(table.tells) <= set(table.columns), table.name


def test_names_tell_tables_and_columns_apart():
    names = [each.name for each in list_tables()]
    assert len(set(names)) == len(names)
    for table in list_tables():
        assert len(set(table.headings)) == len(table.headings), table.name


def test_no_secret_goes_along():
    secret = ("password", "hash", "secret", "token_hash", "session_key", "form_token", "stop_url")
    told = {f"{each.name}.{heading}" for each in list_tables() for heading in each.headings}
    assert [each for each in told if each.partition(".")[2] in secret] == []
