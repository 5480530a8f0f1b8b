"""Two copies of one form at the same moment: one person is made, and the slower copy is answered."""

import pytest

from at_once import as_a_request, together
from house_factory import NOW, PASSWORD, acting, make_account, make_customer
from kwartier.parties.models import Membership, Person
from kwartier.parties.operations import (
    AccountFacts,
    invite_member,
    sign_up,
    sign_up_by_invitation,
)
from kwartier.parties.refusals import InvitationForSomebodyElse, InvitationNotOpen
from kwartier.parties.types import Role
from kwartier.platform.errors import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def twice(brand, act):
    """Run an act in two requests of visitors at once; the results or refusals."""
    return together(act, act, within=lambda: as_a_request(brand.id, None))


def test_an_invitation_used_twice_at_once_lets_one_in(brand):
    holder, account = make_customer(brand)
    tokens = []
    invite_member(
        brand=brand,
        account_id=account.pk,
        email="els@example.org",
        role=Role.READER,
        link_maker=lambda token: tokens.append(token) or token,
        actor=acting(holder),
        now=NOW,
    )

    def join():
        return sign_up_by_invitation(
            brand=brand,
            raw_token=tokens[0],
            name="Els",
            password=PASSWORD,
            language="nl",
            now=NOW,
        )

    outcomes = twice(brand, join)
    assert sum(isinstance(each, Person) for each in outcomes) == 1
    refused = (InvitationNotOpen, InvitationForSomebodyElse)
    assert sum(isinstance(each, refused) for each in outcomes) == 1
    assert Person.objects.filter(email="els@example.org").count() == 1
    assert Membership.objects.filter(account=account, role=Role.READER).count() == 1


def test_one_form_of_signing_up_sent_twice_at_once_makes_one_person(brand):
    account = make_account(brand, "M-100234")

    def join():
        return sign_up(
            brand=brand,
            facts=AccountFacts(number="M-100234", digits="1234"),
            name="Jan",
            email="jan@example.org",
            password=PASSWORD,
            language="nl",
            sign_in_url="http://testserver/merel/account/login/",
            now=NOW,
        )

    outcomes = twice(brand, join)
    # an address to confirm; the slower one is told the same, or takes the first one's place
    assert not any(isinstance(each, Refusal) for each in outcomes)
    assert any(outcomes)
    assert Person.objects.filter(email="jan@example.org").count() == 1
    assert Membership.objects.filter(account=account).count() == 1
