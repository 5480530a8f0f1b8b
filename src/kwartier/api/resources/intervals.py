"""Detailed consumption: consents to keep it, and quarter-hours as they are kept."""

from datetime import timedelta

from ninja import Query, Router, Status
from pydantic import Field

from kwartier.api.access import READ, WRITE_ACCOUNT
from kwartier.api.caller import ApiRequest, act_of, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, Day, RowId, SupplyPointCode, Told
from kwartier.api.schemas.intervals import (
    IntervalConsent,
    IntervalConsents,
    IntervalDays,
    NewIntervalConsent,
    Removed,
    show_consent,
    show_consents,
    show_days,
)
from kwartier.intervals import operations, queries, refusals
from kwartier.intervals.types import ConsentChannel, Direction, Purpose
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.supply.queries import list_contracts

router = Router(tags=["Intervals"])
# A month of quarter-hours is some 3,000 values.
_USUAL_DAYS, _MOST_DAYS = 31, 93


class RevocationWish(Told):
    """Whether revoking is meant."""

    dry_run: bool = Field(False, description="Only say what would be removed.", examples=[True])


class DaysWish(Told):
    """Which days are wanted."""

    from_: Day | None = Field(
        None,
        alias="from",
        description="The first day; without it, 31 days before the last.",
        examples=["2026-10-01"],
    )
    until: Day | None = Field(
        None,
        description="The first day after them; without it, 31 days on, or today.",
        examples=["2026-11-01"],
    )
    injection: bool = Field(
        False, description="What was given to the grid instead of taken.", examples=[False]
    )


@router.get(
    "/accounts/{number}/supply-points/{code}/consents",
    auth=READ,
    response=IntervalConsents,
    **told("list_interval_consents", "Consents to keep detailed values", finds=True),
)
def list_consents(
    request: ApiRequest, number: AccountNumber, code: SupplyPointCode
) -> IntervalConsents:
    """For what values finer than a day may be kept, what each text says, and all until now."""
    account = get_account(request, number)
    rows = queries.list_consents(account.id, supply_point_id=_find_point(account.id, code))
    return show_consents([queries.read_consent_text(each) for each in Purpose], rows)


@router.post(
    "/accounts/{number}/supply-points/{code}/consents",
    auth=WRITE_ACCOUNT,
    response={201: IntervalConsent},
    **told(
        "give_interval_consent",
        "Give a consent",
        scope=TokenScope.ACCOUNT_WRITE,
        finds=True,
        reads_body=True,
        refusals=[
            NotAllowed,
            refusals.ConsentAlreadyGiven,
            refusals.ConsentTooLong,
            refusals.ConsentTextChanged,
        ],
    ),
)
def give_consent(
    request: ApiRequest, number: AccountNumber, code: SupplyPointCode, consent: NewIntervalConsent
) -> Status[IntervalConsent]:
    """For holders and delegates; under the present text, for three years at the most."""
    account = get_account(request, number)
    given = operations.give_consent(
        account=account,
        supply_point_id=_find_point(account.id, code),
        purpose=consent.purpose,
        text_version=consent.text_version,
        channel=ConsentChannel.API,
        expires_on=consent.expires_on,
        **act_of(request),
    )
    return Status(201, show_consent(given))


@router.delete(
    "/accounts/{number}/supply-points/{code}/consents/{consent_id}",
    auth=WRITE_ACCOUNT,
    response=Removed,
    **told(
        "revoke_interval_consent",
        "Revoke a consent",
        scope=TokenScope.ACCOUNT_WRITE,
        finds=True,
        refusals=[NotAllowed, refusals.ConsentAlreadyEnded],
    ),
)
def revoke_consent(
    request: ApiRequest,
    number: AccountNumber,
    code: SupplyPointCode,
    consent_id: RowId,
    wanted: Query[RevocationWish],
) -> Removed:
    """Removes at once what it alone covered, and says how much; what a bill rests on stays.

    With `dry_run` it only says what would be removed.
    """
    account = get_account(request, number)
    rows = queries.list_consents(account.id, supply_point_id=_find_point(account.id, code))
    if all(row.id != consent_id for row in rows):
        raise NotFound
    act = operations.preview_revocation if wanted.dry_run else operations.revoke_consent
    purged = act(account=account, consent_id=consent_id, actor=request.auth.actor, now=request.now)
    return Removed.model_validate(purged)


@router.get(
    "/accounts/{number}/supply-points/{code}/intervals",
    auth=READ,
    response=IntervalDays,
    **told("list_intervals", "Quarter-hours, half-hours or hours by day", finds=True),
)
def list_intervals(
    request: ApiRequest, number: AccountNumber, code: SupplyPointCode, wanted: Query[DaysWish]
) -> IntervalDays:
    """The newest revision of each day of which something is kept, while a consent lets them be shown.

    93 days at a time. A value that is missing is null and never zero; each has its state.
    """
    account = get_account(request, number)
    point = _find_point(account.id, code)
    usual = timedelta(days=_USUAL_DAYS)
    until = wanted.until or (wanted.from_ + usual if wanted.from_ else request.today)
    from_ = wanted.from_ or until - usual
    end = min(until, from_ + timedelta(days=_MOST_DAYS))
    stored = queries.get_own_days(
        account.id,
        point,
        from_,
        end,
        direction=Direction.INJECTION if wanted.injection else Direction.OFFTAKE,
        today=request.today,
    )
    return show_days(code, stored, next_from=end if end < until else None)


def _find_point(account_id: int, code: str) -> int:
    """The id of a supply point at which the account has or had a contract.

    Raises:
        NotFound: it has none there.
    """
    for contract in list_contracts(account_id):
        if contract.code == code:
            return contract.supply_point_id
    raise NotFound
