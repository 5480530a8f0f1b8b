"""What follows an issue at once: the documents of it are made, by a worker."""

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from kwartier.billing.announcing import Issued
from kwartier.jobs.tasks import make_documents_of
from kwartier.platform.brands import get_brand_by_id


def have_documents_made(issued: Issued) -> None:
    """Put the making of a brand's documents into the queue, once while it waits there.

    In the transaction of the issue: a worker sees the job when it sees the bills. The documents of a
    demonstration are made when somebody asks for them.
    """
    brand = get_brand_by_id(issued.brand_id)
    if brand.is_demonstration:
        return
    job = make_documents_of.configure(queueing_lock=f"make_documents_of:{brand.key}")
    try:
        with transaction.atomic():  # What waits already is refused by a constraint.
            job.defer(brand_key=brand.key)
    except AlreadyEnqueued:
        return
