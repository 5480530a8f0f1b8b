"""Workers of a billing run that are processes of their own, and what must be true after any kill."""

import os
import signal
from contextlib import suppress

from django.db import connection
from django.db.models import Count, Sum

from kwartier.billing.models import Bill, BillDraft, BilledPeriod, BillingRun
from kwartier.ledger.models import Posting
from kwartier.platform.models import AuditEntry, OutboxMail


def start_worker(run):
    """A process that works on the run until nothing is left, and is nobody's to wait for."""
    connection.close()
    process = os.fork()
    if process:
        return process
    code = 1
    with suppress(BaseException):
        run.work()
        code = 0
    os._exit(code)


def wait_for(process):
    """The exit status of a worker: zero where it came to the end."""
    return os.waitpid(process, 0)[1]


def kill(process):
    """Kill a worker, if it still works; whether it did."""
    os.kill(process, signal.SIGKILL)
    return wait_for(process) == signal.SIGKILL


def start_over(run):
    """Let every draft be made anew, as if something of each had been written since the plan."""
    BillingRun.objects.update(plan_mark="")
    run.start()


def assert_everybody_has_one_bill(households):
    """One bill each, numbers without a gap, books at zero, everybody told once."""
    numbers = sorted(Bill.objects.values_list("number", flat=True))
    assert numbers == [f"S26-{place + 1:07d}" for place in range(len(households))]
    standing = sorted(BilledPeriod.objects.values_list("contract_id", flat=True))
    assert standing == sorted(each.contract.id for each in households)
    assert set(Bill.objects.values_list("contract_id", flat=True)) == set(standing)
    sums = Posting.objects.values("journal").annotate(sum=Sum("amount_cents"))
    assert {each["sum"] for each in sums} == {0}
    booked = Posting.objects.filter(document__startswith="S26-", book="receivable")
    per_bill = booked.values("document").annotate(count=Count("pk"))
    assert {each["count"] for each in per_bill} == {1}
    assert not BillDraft.objects.exists()
    assert OutboxMail.objects.filter(topic="bill_issued").count() == len(households)
    assert AuditEntry.objects.filter(action="bill.issued").count() == len(households)
    assert all(bill.bundle["facts"]["number"] == bill.number for bill in Bill.objects.all())
