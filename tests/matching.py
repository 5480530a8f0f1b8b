"""A stand-in for the question of sign-up: which account do these facts name?"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Supply answers the real question from contracts and supply points; these tests are about what
# follows from the answer, so any account is matched by the digits 1234 here.
MATCH = """
CREATE OR REPLACE FUNCTION kwartier_match_account(
  p_brand bigint, p_number text, p_digits text, p_enterprise text
) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  RETURN (SELECT a.id FROM parties_customeraccount a
          WHERE a.brand_id = p_brand AND a.number = p_number AND p_digits = '1234'
            AND (a.kind <> 'business' OR a.enterprise_number = p_enterprise));
END $body$;
"""


@contextmanager
def match_by_digits_1234() -> Iterator[None]:
    """Let the digits 1234 name any account of the brand, until the end.

    A test without a transaction around it would leave the stand-in to the tests after it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('kwartier_match_account'::regproc)")
        (own,) = cursor.fetchone()
        cursor.execute(MATCH)
    yield
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(own)
