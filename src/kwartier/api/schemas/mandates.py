"""A customer's bank accounts and mandates, as they are told and sent."""

from typing import Annotated

from pydantic import Field

from kwartier.api.fields import Cents, Day, Sent, SentCents, Told, text
from kwartier.api.schemas.people import Instant
from kwartier.payments.queries import read_text
from kwartier.payments.types import (
    AccountOrigin,
    BankAccountInfo,
    CreditorInfo,
    MandateForm,
    MandateInfo,
    MandateScope,
    MandateState,
    MandateTerms,
    Scheme,
)

MaskedIban = Annotated[
    str,
    Field(
        description="The account number, masked: enough to recognize one's own.",
        examples=["BE71 **** **** 6769"],
    ),
]
Holder = Annotated[
    str, text(most=70, least=1, description="To whom the account belongs.", example="N. El Amrani")
]
AskAbove = Annotated[
    SentCents | None,
    Field(
        description="Above this amount nothing is collected unless the customer agrees; null for no limit.",
        examples=[20_000],
    ),
]


class BankAccount(Told):
    """A bank account of a customer."""

    id: int = Field(ge=1, le=2**62, description="To name it when it is replaced.", examples=[12])
    iban: MaskedIban
    bank: str = Field(
        description="The bank, where it is known; may be empty.", examples=["Belfius"]
    )
    holder: Holder
    origin: AccountOrigin
    added_at: Instant
    usable_from: Instant = Field(description="From when on money goes out to it.")
    is_present: bool = Field(description="Whether it is the one of today.", examples=[True])


class NewBankAccount(Sent):
    """A bank account to be entered."""

    iban: str = Field(
        max_length=60,
        pattern=r"^[^\u0000]*$",
        description="The account number, with or without spaces.",
        examples=["BE71 0961 2345 6769"],
    )
    holder: Holder
    replacing: int | None = Field(
        default=None,
        ge=1,
        le=2**62,
        description="The `id` of the account that it replaces; null for the first.",
        examples=[None],
    )


class Mandate(Told):
    """A customer's leave to collect by direct debit."""

    reference: str = Field(description="The reference of the mandate.", examples=["M-100234-M1"])
    scheme: Scheme
    scope: MandateScope
    ask_above_cents: Cents | None = Field(
        description="Above this amount nothing is collected unless the customer agrees."
    )
    state: MandateState
    iban: MaskedIban
    holder: Holder
    form: MandateForm
    signed_at: Instant
    signed_by: str = Field(description="Who signed.", examples=["Nadia El Amrani"])
    text: str = Field(description="What was signed.", examples=["By signing this mandate form ..."])
    text_language: str = Field(description="The language of the text.", examples=["en"])
    text_version: str = Field(description="The version of the text.", examples=["2026-1"])
    creditor_name: str = Field(description="Who collects.", examples=["Merel Energie BV"])
    creditor_identifier: str = Field(
        description="The creditor identifier.", examples=["BE35ZZZ0999999823"]
    )
    ended_at: Instant | None = Field(description="When it ended; null while it has not.")
    end_reason: str = Field(description="Why it ended; may be empty.", examples=[""])
    last_collected_on: Day | None = Field(description="When something was last collected.")


class NewMandate(Sent):
    """A mandate to be signed for the present bank account, in the language that is asked for."""

    scheme: Scheme = Field(
        default=Scheme.CORE, description="`b2b` is for businesses.", examples=["core"]
    )
    scope: MandateScope = Field(examples=["advances_and_settlements"])
    ask_above_cents: AskAbove = None
    seen_account: int | None = Field(
        default=None,
        ge=1,
        le=2**62,
        description="The `id` of the bank account that was looked at: if another took its place since, "
        "nothing is signed. Null to sign for whichever is present.",
        examples=[None],
    )


class SeenTerms(Sent):
    """What a mandate collected when somebody decided to change it."""

    scope: MandateScope = Field(examples=["advances_and_settlements"])
    ask_above_cents: AskAbove


class MandateChange(Sent):
    """What a mandate collects from now on."""

    scope: MandateScope = Field(examples=["advances"])
    ask_above_cents: AskAbove
    seen: SeenTerms | None = Field(
        default=None,
        description="What it collected when it was looked at: if somebody changed it since, nothing "
        "is. Null to change it whatever it is.",
    )


class MandateOffer(Told):
    """What would be signed: to be read before."""

    scheme: Scheme
    text: str = Field(description="The words.", examples=["By signing this mandate form ..."])
    text_language: str = Field(description="The language of the words.", examples=["en"])
    text_version: str = Field(description="Their version.", examples=["2026-1"])
    creditor_name: str = Field(description="Who would collect.", examples=["Merel Energie BV"])
    creditor_identifier: str = Field(
        description="The creditor identifier.", examples=["BE35ZZZ0999999823"]
    )
    bank_account: BankAccount | None = Field(
        description="From where; null: one has to be entered first."
    )


class ConsentWish(Sent):
    """Which document above the limit is collected all the same."""

    document: str = Field(
        max_length=40,
        pattern=r"^[A-Za-z0-9-]+$",
        description="The number of the document.",
        examples=["A-26-000001"],
    )


def show_bank_account(account: BankAccountInfo, *, is_present: bool) -> BankAccount:
    """A bank account as the API tells it."""
    return BankAccount(
        id=account.id,
        iban=account.masked_iban,
        bank=account.bank_name,
        holder=account.holder,
        origin=account.origin,
        added_at=account.added_at,
        usable_from=account.usable_from,
        is_present=is_present,
    )


def show_mandate(mandate: MandateInfo) -> Mandate:
    """A mandate as the API tells it."""
    return Mandate(
        reference=mandate.reference,
        scheme=mandate.scheme,
        scope=mandate.scope,
        ask_above_cents=mandate.ask_above_cents,
        state=mandate.state,
        iban=mandate.masked_iban,
        holder=mandate.holder,
        form=mandate.form,
        signed_at=mandate.signed_at,
        signed_by=mandate.signed_by,
        text=mandate.text,
        text_language=mandate.language,
        text_version=mandate.text_version,
        creditor_name=mandate.creditor_name,
        creditor_identifier=mandate.creditor_identifier,
        ended_at=mandate.ended_at,
        end_reason=mandate.end_reason,
        last_collected_on=mandate.last_collected_on,
    )


def show_offer(
    scheme: Scheme, *, language: str, creditor: CreditorInfo, account: BankAccountInfo | None
) -> MandateOffer:
    """What would be signed as the API tells it."""
    words = read_text(scheme, language=language, creditor=creditor.name)
    return MandateOffer(
        scheme=scheme,
        text=words.text,
        text_language=words.language,
        text_version=words.version,
        creditor_name=creditor.name,
        creditor_identifier=creditor.creditor_identifier,
        bank_account=show_bank_account(account, is_present=True) if account else None,
    )


def read_terms(sent: NewMandate | MandateChange | SeenTerms) -> MandateTerms:
    """What a caller wishes, as the room takes it."""
    return MandateTerms(scope=sent.scope, ask_above_cents=sent.ask_above_cents)
