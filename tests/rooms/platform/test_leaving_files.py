"""Files leave the archive when nobody needs them any more: not before, and not only if all goes well."""

import hashlib
import os
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from house_factory import as_web, make_brand
from kwartier.banking.models import ArrivedFile
from kwartier.jobs import tasks
from kwartier.platform import archive, clock
from kwartier.platform.leaving import delete_leaving, find_strays, let_go, list_holders
from kwartier.platform.models import LeavingFile

pytestmark = pytest.mark.django_db
# Fingerprints of contents that lie elsewhere: at the print house, or nowhere.
NOT_ARCHIVED = {"delivery.PrintBatch", "weather.TemperatureLoad", "platform.LeavingFile"}


def arrive(name):
    """A file of a bank that a row names."""
    sha256 = archive.put(name.encode())
    ArrivedFile.objects.create(
        brand_id=make_brand().id, sha256=sha256, name=name, arrived_at=clock.real_now()
    )
    return sha256


def test_whoever_names_files_says_so():
    """Else a file that two rooms need would go with the first that lets it go."""
    named = {
        model._meta.label
        for model in apps.get_models()
        if any(field.name == "sha256" for field in model._meta.fields)
    }
    assert {rows.model._meta.label for rows in list_holders()} == named - NOT_ARCHIVED


def test_what_nobody_needs_any_more_goes_and_the_rest_stays():
    gone, held = archive.put(b"gone"), arrive("held")
    let_go([gone, held, gone, ""])
    let_go([gone])
    assert LeavingFile.objects.count() == 2
    assert archive.find(gone) == b"gone"
    assert tasks.delete_leaving_files(0) == 1
    assert (archive.find(gone), archive.find(held)) == (None, b"held")
    assert not LeavingFile.objects.exists()
    assert delete_leaving() == 0


def test_what_is_not_committed_lets_nothing_go():
    kept = archive.put(b"kept")

    class Stopped(Exception):
        pass

    with pytest.raises(Stopped), transaction.atomic():
        let_go([kept])
        raise Stopped
    assert delete_leaving() == 0
    assert archive.find(kept) == b"kept"


def test_a_storage_that_fails_keeps_the_note_and_the_others_go(monkeypatch):
    stuck, gone = archive.put(b"stuck"), archive.put(b"goes on")
    let_go([stuck])
    let_go([gone])
    really = archive.drop

    def drop(name):
        if name == stuck:
            raise OSError("no answer")
        really(name)

    monkeypatch.setattr(archive, "drop", drop)
    with pytest.raises(ExceptionGroup, match="for now"):
        delete_leaving()
    assert [each.pk for each in LeavingFile.objects.all()] == [str(LeavingFile(stuck))]
    assert (archive.find(stuck), archive.find(gone)) == (b"stuck", None)
    monkeypatch.undo()
    assert delete_leaving() == 1


def test_the_web_lets_go_and_reads_nothing():
    name = archive.put(b"of the web")
    with as_web():
        let_go([name])
        with pytest.raises(ProgrammingError), transaction.atomic():
            LeavingFile.objects.count()
    assert delete_leaving() == 1


def test_strays_are_listed_and_deleted_once_they_are_a_day_old(settings):
    stray, young, held = archive.put(b"stray"), archive.put(b"young"), arrive("has a row")
    folder = settings.STORAGES["archive"]["OPTIONS"]["location"]
    before = (clock.real_now() - timedelta(days=2)).timestamp()
    for name in (stray, held):
        os.utime(f"{folder}/{name[:2]}/{name}", (before, before))
    listed = StringIO()
    call_command("stray_files", stdout=listed)
    assert stray in listed.getvalue()
    assert not {young, held} & set(listed.getvalue().split())
    assert archive.find(stray) == b"stray"
    call_command("stray_files", "--delete", stdout=StringIO())
    assert [archive.find(each) is None for each in (stray, young, held)] == [True, False, False]
    assert stray not in find_strays(before=clock.real_now())


def test_who_puts_the_same_bytes_is_waited_for():
    """The lock of one who writes is held to the end of the transaction, and by nobody outside of one."""
    name = archive.put(b"shared")
    assert hashlib.sha256(b"shared").hexdigest() == name
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            " AND (classid::bigint << 32 | objid::bigint) = hashtextextended(%s, 0)",
            [f"archive:{name[:2]}"],
        )
        assert cursor.fetchall() == [("ShareLock",)]
