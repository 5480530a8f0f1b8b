"""What is kept in memory between requests does not outlive a test that rolls its brands back."""

import pytest


@pytest.fixture(autouse=True)
def _forget_what_is_kept(request):
    yield
    if request.node.get_closest_marker("django_db"):
        from kwartier.billing import _rules
        from kwartier.platform import brands

        brands.forget_brands()
        _rules.forget_rules()
