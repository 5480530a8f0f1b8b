"""What a stolen password hash costs to try: the tests use a light one, production must not."""

from django.contrib.auth.hashers import check_password, make_password
from django.test import override_settings

from house_factory import PASSWORD
from kwartier.config import settings as production


def test_production_hashes_with_argon2_at_its_full_cost():
    with override_settings(PASSWORD_HASHERS=production.PASSWORD_HASHERS):
        kept = make_password(PASSWORD)
        assert kept.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")
        assert check_password(PASSWORD, kept)
        assert not check_password(PASSWORD.upper(), kept)
