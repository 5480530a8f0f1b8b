"""Thin entries for the background worker; the work itself is in the rooms."""

from datetime import timedelta

from procrastinate.contrib.django import app

from kwartier.jobs import duties
from kwartier.parties.sessions import forget_ended_sessions
from kwartier.platform import brands, clock
from kwartier.platform.idempotency import forget_answers
from kwartier.platform.leaving import delete_leaving
from kwartier.platform.sessions import forget_expired

# A client that does not know whether its request arrived asks again within minutes, not days.
ANSWERS_KEPT_FOR = timedelta(days=2)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_mails", pass_context=False)
def send_mails(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every minute: hand waiting mails to the mail server, and note what became of them."""
    sent_count = duties.send_mails(now=clock.real_now())
    duties.note_mails()
    return sent_count


@app.periodic(cron="15 * * * *")
@app.task(queueing_lock="run_duties", pass_context=False)
def run_duties(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every hour: what is due today, for each brand that lives on the real calendar.

    A demonstration's time passes only when somebody lets it pass.
    """
    done = 0
    for brand in brands.list_brands():
        if not brand.is_demonstration:
            ran = duties.run_day(brand=brand, day=clock.today(brand), now=clock.now(brand))
            done += sum(duty.done_count for duty in ran)
    return done


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="work_on_billing_runs", pass_context=False)
def work_on_billing_runs(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every minute: what billing runs leave to workers, also where a worker was stopped half-way.

    While one worker is at it, the next minute's is taken up by another: they share a run.
    """
    return duties.work_on_billing_runs(now_of=clock.now)


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="collect_due", pass_context=False)
def collect_due(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every hour: what has to be at the bank now goes there, and its file into the bank's folder."""
    collected_count = duties.collect_due()
    duties.drop_bank_files()
    return collected_count


@app.periodic(cron="45 * * * *")
@app.task(queueing_lock="hand_over_einvoices", pass_context=False)
def hand_over_einvoices(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every hour, after documents were made: e-invoices go to the folder of the access point."""
    return duties.hand_over_einvoices()


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="forget_old_answers", pass_context=False)
def forget_old_answers(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every night: drop the answers that were kept for requests sent twice."""
    return forget_answers(before=clock.real_now() - ANSWERS_KEPT_FOR)


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="forget_sessions", pass_context=False)
def forget_sessions(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every night: drop sessions that are over, and from where they were used."""
    forgotten = forget_expired(at=clock.real_now())
    forget_ended_sessions()
    return forgotten


@app.periodic(cron="35 * * * *")
@app.task(queueing_lock="make_documents", pass_context=False)
def make_documents(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every hour: the documents of what was issued lately and has none, brand by brand.

    A net under `make_documents_of`. A demonstration's are made when somebody asks for them.
    """
    duties.deliver_forgotten()
    return duties.make_documents()


@app.task(pass_context=False)
def make_documents_of(brand_key: str) -> int:
    """Right after an issue: the documents of one brand."""
    return duties.make_documents_of(brands.get_brand(brand_key))


@app.periodic(cron="30 4 * * *")
@app.task(queueing_lock="make_print_batches", pass_context=False)
def make_print_batches(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every morning: the letters of each brand go to the folder of the print house."""
    return duties.make_print_batches()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="post_waivers", pass_context=False)
def post_waivers(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every minute: the reminder costs that were waived come off their accounts."""
    return duties.post_waivers()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="open_asked_documents", pass_context=False)
def open_asked_documents(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every minute: open the old documents that customers asked for, and tell them."""
    return duties.open_asked_documents()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="load_bank_files", pass_context=False)
def load_bank_files(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every minute: what the bank's folder holds, and what agents uploaded."""
    return duties.load_bank_files()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="load_interval_files", pass_context=False)
def load_interval_files(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every minute: the grid operator's files that programs brought."""
    return duties.load_interval_files()


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="place_payments", pass_context=False)
def place_payments(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every hour: payments that waited for a document that is booked by now."""
    return sum(duties.place_waiting_payments(brand) for brand in brands.list_brands())


@app.periodic(cron="20 4 * * *")
@app.task(queueing_lock="close_days", pass_context=False)
def close_days(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Every night: whether bank, books and customers' balances agreed at the end of yesterday."""
    return duties.close_days()


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="delete_leaving_files", pass_context=False)
def delete_leaving_files(timestamp: int) -> int:  # noqa: ARG001 - the library passes the tick
    """Three times a minute: what nobody needs any more leaves the archive, such as a revoked file."""
    return delete_leaving()
