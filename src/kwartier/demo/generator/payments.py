"""How customers of the demonstration pay: the brands towards the banks, bank accounts, mandates.

Every account number adds up and belongs to nobody: no bank has its code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kwartier.demo.generator.days import morning_of
from kwartier.parties.types import AccountInfo
from kwartier.payments.operations import (
    CreditorDraft,
    KnownAccount,
    change_mandate,
    record_paper_mandate,
    set_creditor,
    sign_mandate,
    stop_mandate,
    suspend_mandate,
    take_over_bank_accounts,
)
from kwartier.payments.queries import find_live_mandate
from kwartier.payments.types import MandateScope, MandateTerms, Scheme
from kwartier.platform.types import SYSTEM, Actor, ActorKind, BrandInfo

_SINCE = date(2020, 1, 1)
CREDITORS = {
    "merel": CreditorDraft(
        name="Merel Energie BV", creditor_identifier="BE35ZZZ0999999823", iban="BE68539007547034"
    ),
    "plein-midi": CreditorDraft(
        name="Plein Midi Energie",
        creditor_identifier="FR80ZZZ999998",
        iban="FR7630006000011234567890189",
    ),
}
# What became of a mandate became of it so long ago.
_LATELY = timedelta(days=12)
_MODULUS = 97
# Belgium: 539 was given to no bank. France: 99999 neither, at a branch of zeros.
_BELGIAN_BANK, _FRENCH_BANK = 539, 99_999
_ADVANCES = MandateTerms(scope=MandateScope.ADVANCES, ask_above_cents=None)
_EVERYTHING = MandateTerms(scope=MandateScope.ADVANCES_AND_SETTLEMENTS, ask_above_cents=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What somebody signed so many days ago, and what became of it since."""

    days_ago: int
    is_on_paper: bool = False
    terms: MandateTerms = _EVERYTHING
    scheme: Scheme = Scheme.CORE
    limit_cents: int | None = None
    suspended: str = ""
    is_stopped: bool = False


# By the name with which somebody signs in.
_SIGNATURES = {
    "nadia": Signature(days_ago=400, terms=_ADVANCES),
    "mila": Signature(days_ago=700, limit_cents=30_000),
    "lotte": Signature(days_ago=600, is_on_paper=True),
    "wim": Signature(days_ago=500, scheme=Scheme.B2B),
    "bram": Signature(days_ago=300, suspended="AM04"),
    "stien": Signature(days_ago=220),
    "jef": Signature(days_ago=650, is_stopped=True),
    "elodie": Signature(days_ago=500),
    "noemie": Signature(days_ago=200),
    "margaux": Signature(days_ago=450, is_on_paper=True, scheme=Scheme.B2B),
}


def say_creditor(brand: BrandInfo, *, today: date) -> None:
    """What the brand is towards the banks."""
    set_creditor(
        brand_id=brand.id,
        from_day=_SINCE,
        draft=CREDITORS[brand.key],
        actor=SYSTEM,
        now=morning_of(today),
    )


def know_accounts(brand: BrandInfo, accounts: Sequence[AccountInfo], *, today: date) -> None:
    """The bank account of everybody who pays, as the supplier learned it from their payments."""
    known = [
        KnownAccount(
            account_id=account.id,
            iban=iban_of(account.number, country=brand.country),
            holder=account.name[:70],
            known_since=morning_of(_SINCE),
        )
        for account in accounts
    ]
    take_over_bank_accounts(known, brand_id=brand.id, actor=SYSTEM, now=morning_of(today))


def sign_mandates(
    signers: Mapping[str, AccountInfo], *, days: Mapping[str, date], today: date
) -> None:
    """What some customers signed, by sign-in name, on one of ``days`` or else so long ago."""
    for login, account in signers.items():
        signature = _SIGNATURES.get(login)
        if signature is not None:
            day = days.get(login, today - timedelta(days=signature.days_ago))
            _sign(account, signature, morning_of(day))
            _live_on(account, signature, now=morning_of(today - _LATELY))


def sign_drawn(accounts: Sequence[AccountInfo], *, today: date) -> list[AccountInfo]:
    """Every twelfth of those without a login signed on paper once; returns them."""
    signed = list(accounts[3::12])
    for place, account in enumerate(signed):
        day = today - timedelta(days=180 + 40 * (place % 12))
        _sign(account, Signature(days_ago=0, is_on_paper=True), morning_of(day))
    return signed


def _sign(account: AccountInfo, signature: Signature, at: datetime) -> None:
    signer = Actor(kind=ActorKind.SYSTEM, name=account.name)
    if signature.is_on_paper:
        record_paper_mandate(
            account=account,
            scheme=signature.scheme,
            terms=signature.terms,
            document="Demonstration",
            signed_by=account.name,
            signed_at=at,
            actor=signer,
            now=at,
            tells=False,
        )
        return
    sign_mandate(
        account=account,
        scheme=signature.scheme,
        terms=signature.terms,
        language=account.language,
        signed_from="192.0.2.0",
        actor=signer,
        now=at,
        tells=False,
    )


def _live_on(account: AccountInfo, signature: Signature, *, now: datetime) -> None:
    if signature.limit_cents is not None:
        change_mandate(
            account=account,
            terms=MandateTerms(scope=signature.terms.scope, ask_above_cents=signature.limit_cents),
            seen=None,
            actor=SYSTEM,
            now=now,
        )
    mandate = find_live_mandate(account.id)
    if mandate is not None and signature.suspended:
        suspend_mandate(mandate_id=mandate.id, reason=signature.suspended, now=now)
    if signature.is_stopped:
        stop_mandate(account=account, actor=SYSTEM, now=now)


def iban_of(number: str, *, country: str) -> str:
    """The account at a bank of who has a customer account of this number."""
    place = int("".join(sign for sign in number if sign.isdecimal()))
    return _write_french(place) if country == "FR" else _write_belgian(place)


def _write_belgian(place: int) -> str:
    number = f"{_BELGIAN_BANK}{place:07d}"
    return _with_check("BE", f"{number}{int(number) % _MODULUS or _MODULUS:02d}")


def _write_french(place: int) -> str:
    key = _MODULUS - (89 * _FRENCH_BANK + 3 * place) % _MODULUS
    return _with_check("FR", f"{_FRENCH_BANK}00000{place:011d}{key:02d}")


def _with_check(country: str, number: str) -> str:
    turned = "".join(str(int(sign, 36)) for sign in f"{number}{country}00")
    return f"{country}{98 - int(turned) % _MODULUS:02d}{number}"
