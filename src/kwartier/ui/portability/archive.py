"""The files of an export, in their order: papers, series, tables, and last what all of them are."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils import translation

from kwartier.parties.types import AccountInfo
from kwartier.platform.exporting import ExportedTable, Owner, Row
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Actor
from kwartier.portability.operations import take_along
from kwartier.portability.queries import list_tables
from kwartier.ui.downloads import zip_response
from kwartier.ui.portability.papers import list_papers, list_pictures
from kwartier.ui.portability.readme import Contents, write_readme
from kwartier.ui.portability.series import list_series
from kwartier.ui.portability.taking import Taking
from kwartier.ui.portability.writing import write_csv, write_json
from kwartier.ui.zips import NamedContent


def everything_response(
    request: BrandedRequest, account: AccountInfo, actor: Actor
) -> StreamingHttpResponse:
    """Everything that is about the account, as a download; that it was taken is on the record first.

    Raises:
        NotAllowed: the person may only look at the account.
    """
    take_along(account=account, actor=actor, now=request.now)
    taking = Taking(
        account=account,
        brand=request.brand,
        person_id=actor.person_id or 0,
        today=request.today,
        now=request.now,
        language=translation.get_language() or "en",
    )
    return zip_response(list_files(taking), name=f"{account.number}-{request.today}")


def list_files(taking: Taking) -> Iterator[NamedContent]:
    """Each file with its content, most of them in pieces: the archive asks for one after the other."""
    contents = Contents()
    owner = taking.find_owner()
    # Papers that nobody made yet are made on the way: after it the tables know of them, too.
    yield from list_papers(taking, owner, contents)
    yield from list_pictures(taking, owner, contents)
    yield from list_series(taking, owner, contents)
    for table in list_tables():
        yield f"tables/{table.name}.csv", _write_counted(taking, table, owner, contents)
        yield f"tables/{table.name}.json", write_json(taking.iterate(table, owner))
    yield "README.txt", write_readme(taking, contents)


def _write_counted(
    taking: Taking, table: ExportedTable, owner: Owner, contents: Contents
) -> Iterator[bytes]:
    contents.rows[table.name] = 0

    def counted() -> Iterator[Row]:
        for row in taking.iterate(table, owner):
            contents.rows[table.name] += 1
            yield row

    return write_csv(table.headings, counted())
