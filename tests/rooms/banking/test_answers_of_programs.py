"""What a bank answers to a file of ours, brought by a program: kept at once, acted on by a worker."""

import pytest

from bank_file_samples import add_bank_files
from house_factory import make_account, make_brand
from kwartier.banking.models import ArrivedFile
from kwartier.banking.operations import receive_answer, take_answers
from kwartier.banking.refusals import FileTooLarge
from kwartier.parties.queries import get_account
from kwartier.payments.models import CollectionBatch
from kwartier.payments.refusals import BankAnswerForAnother
from kwartier.platform import archive
from kwartier.platform.types import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(made):
    """Bring the answer to a batch that was sent, as a program does."""
    account = get_account(make_account(make_brand()).pk)
    sent = add_bank_files(account, made.now)["collection_batch"]
    CollectionBatch.objects.filter(number=sent).update(number="CB26-0000001")

    def receive(content: bytes = made.answer, largest_mb: int = 1) -> ArrivedFile:
        about = {"brand_id": account.brand_id, "actor": SYSTEM, "now": made.now}
        key = receive_answer(**about, content=content, name="answer.xml", largest_mb=largest_mb)
        return ArrivedFile.objects.get(pk=key)

    return receive


@pytest.fixture
def take(made):
    """Have a worker act on what arrived for the brand of a file."""

    def act(arrival: ArrivedFile) -> int:
        return take_answers(brand_id=arrival.brand_id, today=made.today, now=made.now)

    return act


def test_an_answer_is_taken_once(bring, take):
    first, second = bring(), bring()
    assert [take(first), take(first)] == [1, 0]
    for arrival in (first, second):
        arrival.refresh_from_db()
    assert [first.state, second.state] == ["loaded", "known"]


def test_what_is_no_answer_to_us_is_not_kept(bring, made):
    with pytest.raises(FileTooLarge):
        bring(largest_mb=0)
    with pytest.raises(BankAnswerForAnother):
        bring(made.answer.replace(b"CB26-0000001", b"CB26-0000009"))
    assert not ArrivedFile.objects.exists()


@pytest.mark.parametrize("loss", ["archive", "batch"])
def test_an_answer_that_is_lost_says_so(bring, take, loss):
    arrival = bring()
    if loss == "archive":
        archive.drop(arrival.sha256)
    else:
        CollectionBatch.objects.update(number="CB-GONE")
    assert take(arrival) == 0
    arrival.refresh_from_db()
    lost = "banking.file_lost" if loss == "archive" else "payments.answer_for_another"
    assert (arrival.state, arrival.code) == ("refused", lost)
