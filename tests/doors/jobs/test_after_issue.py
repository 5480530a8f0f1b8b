"""Right after an issue a worker makes the documents, whoever issued; the demonstration waits to be asked."""

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from bill_factory import DAY, make_year, settle
from document_factory import make_issuer
from house_factory import make_brand
from kwartier.delivery.models import Delivery
from kwartier.documents.models import StoredDocument
from kwartier.jobs import tasks

pytestmark = pytest.mark.django_db


def list_jobs():
    waiting = ProcrastinateJob.objects.filter(task_name__endswith="make_documents_of")
    return [job.args for job in waiting]


def test_an_issue_puts_one_job_into_the_queue():
    home = make_year()
    make_issuer(home.brand)
    settle(home)
    settle(make_year(brand=home.brand))
    assert list_jobs() == [{"brand_key": home.brand.key}]


def test_a_demonstration_waits_to_be_asked():
    settle(make_year(brand=make_brand("merel", demo_today=DAY)))
    assert list_jobs() == []


def test_the_job_makes_what_is_missing_and_the_net_what_was_forgotten(monkeypatch):
    home = make_year()
    make_issuer(home.brand)
    bill = settle(home)
    monkeypatch.setattr("kwartier.platform.clock.today", lambda _brand: DAY)
    assert tasks.make_documents_of(home.brand.key) >= 1
    assert StoredDocument.objects.filter(subject_number=bill.number).exists()
    assert tasks.make_documents_of(home.brand.key) == 0
    later = settle(make_year(brand=home.brand), tells=False)
    assert tasks.make_documents(timestamp=0) >= 1
    assert Delivery.objects.filter(subject_number=later.number).exists()
    assert tasks.open_asked_documents(timestamp=0) == 0


def test_what_is_typed_at_a_terminal_is_done_or_said(capsys, tmp_path, settings):
    home = make_year()
    make_issuer(home.brand)
    bill = settle(home)
    told = {"brand": home.brand.key}
    call_command("note_bounce", bill.number, home.account.email, **told)
    assert Delivery.objects.filter(channel="post", state="waiting").exists()
    with pytest.raises(CommandError, match="came back before"):
        call_command("note_bounce", bill.number, home.account.email, **told)
    settings.KWARTIER_PRINT = ""
    with pytest.raises(CommandError, match="KWARTIER_PRINT"):
        call_command("print_letters", **told)
    settings.KWARTIER_PRINT = str(tmp_path)
    call_command("print_letters", **told)
    call_command("print_letters", **told)
    said = capsys.readouterr().out
    assert ": 1 letters, " in said
    assert "No letter waits" in said
    with pytest.raises(CommandError, match="There is no brand swift"):
        call_command("print_letters", brand="swift")
    call_command("expire_documents", **told)
    assert "There is nothing to delete." in capsys.readouterr().out
    with pytest.raises(CommandError, match="Make the report again"):
        call_command("expire_documents", delete="0" * 64, **told)
    manifest = tmp_path / "list.csv"
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_documents", str(tmp_path), str(manifest), **told)
    manifest.write_text("file,customer_number,number,kind,issued_on,amount,language\n")
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_documents", str(tmp_path), str(manifest), **told)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 a")
    line = f"a.pdf,{home.account.number},OLD-1,other,2014-01-01,,nl\n"
    manifest.write_text(manifest.read_text() + line)
    call_command("import_documents", str(tmp_path), str(manifest), **told)
    call_command("expire_documents", **told)
    said = capsys.readouterr().out
    assert "Imported: 1." in said
    assert "2014: 1" in said
    call_command("expire_documents", delete=said.split()[-1], **told)
    assert "Deleted: 1." in capsys.readouterr().out
