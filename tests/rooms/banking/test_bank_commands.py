"""Files by command and from a watched folder; the checks that workers run."""

import pytest
from django.core.management import CommandError, call_command

from kwartier.banking import watched_folder
from kwartier.banking.models import ArrivedFile, DetailPlacing
from kwartier.banking.operations import put_aside
from kwartier.banking.queries import list_arrivals
from kwartier.demo.bank import write_coda
from kwartier.jobs import duties, tasks
from kwartier.ledger.references import structured_digits

pytestmark = pytest.mark.django_db


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_files_by_command(bank, made, tmp_path, capsys):
    ogm = bank.owe("A26-0000012")
    statements = [
        bank.statement(made.detail(11_800, structured=ogm)),
        bank.statement(made.detail(5)),
    ]
    files = [write(tmp_path, f"{n}.cod", write_coda(each)) for n, each in enumerate(statements)]
    call_command("load_statements", *reversed(files), brand="merel")
    told = capsys.readouterr().out
    assert "statement number 1 of 2026-11-03: loaded, 1 entries." in told
    assert "1 payments placed, 1 wait for an agent." in told
    call_command("check_bank", brand="merel")
    DetailPlacing.objects.filter(detail__amount_cents=5).update(state="cleared")
    with pytest.raises(CommandError, match="1 findings"):
        call_command("check_bank", brand="merel")
    assert "expected 0.00, found 0.05" in capsys.readouterr().err


def test_what_a_command_refuses_is_told(bank, made, tmp_path, capsys):
    bank.load(write_coda(bank.statement(made.detail(1))))
    bank.number += 1
    files = [
        write(tmp_path, "broken.cod", b"0000 nonsense"),
        write(tmp_path, "later.cod", write_coda(bank.statement(made.detail(1)))),
        write(tmp_path, "other.cod", write_coda(bank.statement(iban="BE71096123456769"))),
        str(tmp_path / "missing.cod"),
    ]
    with pytest.raises(CommandError, match="Not every file"):
        call_command("load_statements", *files, brand="merel")
    told = capsys.readouterr().err
    for said in ("line 1", "waits for statement 2", "BE71096123456769", "No such file"):
        assert said in told


def test_an_account_is_added_by_command(bank, made, capsys):
    call_command("add_bank_account", "BE71 0961 2345 6769", brand="merel", name="Savings")
    call_command("add_bank_account", made.iban, brand="merel")
    assert capsys.readouterr().out == "Added.\nIt was added before; nothing changed.\n"
    with pytest.raises(CommandError):
        call_command("add_bank_account", "BE00", brand="merel")


def test_a_folder_is_emptied_once(bank, made, tmp_path, settings, monkeypatch):
    settings.KWARTIER_BANK = str(tmp_path)
    folder = tmp_path / "merel"
    assert duties.load_bank_files() == 0
    folder.mkdir()
    content = write_coda(bank.statement(made.detail(5)))
    write(folder, "one.cod", content)
    write(folder, "two.cod.part", content)
    write(folder, ".three.cod", content)
    write(folder, "no.csv", b"date;amount")
    write(folder, "answer.xml", made.answer)
    assert tasks.load_bank_files(timestamp=0) == 1
    write(folder, "one.cod", content)
    assert tasks.load_bank_files(timestamp=0) == 1
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        *("two.cod.part", ".three.cod", "read/one.cod", "read/one.2.cod"),
        *("refused/no.csv", "refused/no.csv.txt", "refused/answer.xml", "refused/answer.xml.txt"),
    }
    arrived = [(each.name, each.state) for each in ArrivedFile.objects.order_by("pk")]
    assert sorted(arrived) == [
        ("answer.xml", "refused"),
        ("no.csv", "refused"),
        ("one.cod", "known"),
        ("one.cod", "loaded"),
    ]
    answer, table = list_arrivals(bank.brand.id)[::-1]
    assert "CB26-0000001" in answer.said
    assert "neither CODA nor camt" in table.said
    asked = {"brand_id": bank.brand.id, "arrival_id": table.id, "now": made.now}
    put_aside(**asked, actor=made.agent)
    assert [each.id for each in list_arrivals(bank.brand.id)] == [answer.id]
    monkeypatch.setattr(watched_folder, "LARGEST_MB", 0)
    write(folder, "large.cod", content)
    duties.load_bank_files()
    assert "banking.file_too_large" in (folder / "refused" / "large.cod.txt").read_text()


def test_what_waited_for_its_document_is_placed_every_hour(bank, made):
    bank.pay(made.detail(11_800, structured=structured_digits("A26-0000012")))
    assert tasks.place_payments(timestamp=0) == 0
    bank.owe("A26-0000012")
    assert tasks.place_payments(timestamp=0) == 1


def test_the_end_of_yesterday_is_compared_every_night(bank, made):
    bank.pay(made.detail(5))
    assert tasks.close_days(timestamp=0) == 0
    DetailPlacing.objects.update(state="cleared")
    assert tasks.close_days(timestamp=0) == 1
