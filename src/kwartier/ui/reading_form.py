"""The form of a reading: one field per register, built for the meters that hang there."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kwartier.metering import operations, queries
from kwartier.metering.refusals import ReadingRefused
from kwartier.metering.types import LARGEST_PHOTO_MB, RecordedReading, RegisterKind, RegisterRow
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Actor
from kwartier.supply.types import ContractRow
from kwartier.ui.day_fields import DayField
from kwartier.ui.refusing import refuse

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict


class ReadingForm(forms.Form):
    """The day and the indexes, as typed; what they mean is the room's affair.

    After `refuse`, ``next_steps`` are the different things to do about what was refused.
    """

    read_on = DayField(
        label=gettext_lazy("Day of the reading"),
    )

    def __init__(
        self,
        posted: Mapping[str, Any] | None = None,
        files: "MultiValueDict[str, UploadedFile[Any]] | None" = None,
        *,
        registers: Sequence[RegisterRow],
        today: date,
    ) -> None:
        super().__init__(posted, files, initial={"read_on": today})
        self.registers = registers
        self.next_steps: list[str] = []
        self.fields["read_on"].widget.attrs["max"] = today.isoformat()
        for register in registers:
            self.fields[field_name(register.id)] = _index_field(register)
        # Below the numbers: a field of the class would stand above them.
        self.fields["photo"] = photo_field()

    @classmethod
    def take(
        cls, request: BrandedRequest, *, contract: ContractRow, actor: Actor
    ) -> tuple[Self, RecordedReading | None]:
        """The form of a request, and what was recorded of it: nothing before it is sent and complete.

        With refusals the form says them, and nothing was recorded.
        """
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        registers = queries.list_registers(contract.supply_point_id, request.today)
        form = cls(*sent, registers=registers, today=request.today)
        return form, form._record(request, contract, actor) if form.is_valid() else None

    def _record(
        self, request: BrandedRequest, contract: ContractRow, actor: Actor
    ) -> RecordedReading | None:
        try:
            return operations.record_reading(
                supply_point_id=contract.supply_point_id,
                read_on=self.cleaned_data["read_on"],
                indexes=self.typed_indexes(),
                actor=actor,
                today=request.today,
                now=request.now,
                account_id=contract.account_id,
                photo=read_photo(self.cleaned_data["photo"]),
            )
        except ReadingRefused as refused:
            self.refuse(refused.refusals)
            return None

    def typed_indexes(self) -> dict[int, str]:
        """What was typed, by register."""
        return {
            register.id: str(self.data.get(field_name(register.id), ""))
            for register in self.registers
        }

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Show each refusal at its field, and what to do once for all of them."""
        for refusal in refusals:
            field = refusal.field or ""
            name = (
                field
                if field in self.fields
                else field_name(int(field))
                if field.isdigit()
                else None
            )
            self.add_error(name if name in self.fields else None, refusal.say())
            if refusal.say_next() not in self.next_steps:
                self.next_steps.append(refusal.say_next())


class PhotoForm(forms.Form):
    """A photo alone, for a reading that is there already."""

    def __init__(
        self,
        posted: Mapping[str, Any] | None = None,
        files: "MultiValueDict[str, UploadedFile[Any]] | None" = None,
    ) -> None:
        super().__init__(posted, files)
        self.fields["photo"] = photo_field(required=True)

    def take(
        self,
        request: BrandedRequest,
        *,
        contract: ContractRow,
        account_id: int,
        read_on: date,
        actor: Actor,
    ) -> bool:
        """Keep the photo beside the reading of a day; where it is not taken the form says why."""
        if not self.is_valid():
            return False
        try:
            operations.add_photo(
                supply_point_id=contract.supply_point_id,
                read_on=read_on,
                content=read_photo(self.cleaned_data["photo"]) or b"",
                actor=actor,
                now=request.now,
                account_id=account_id,
            )
        except Refusal as refusal:
            refuse(self, refusal)
            return False
        return True


def photo_field(*, required: bool = False) -> forms.FileField:
    """The field of a photo: of what a phone offers it takes what can be opened.

    Without ``capture``: a phone then offers its camera and its pictures, and who was in a cellar
    without a network took the photo before.
    """
    return forms.FileField(
        label=gettext_lazy("Photo of the meter"),
        required=required,
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a photo first.")},
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, 15 MB at the most. We keep the picture alone, without where it was taken."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


def read_photo(file: "UploadedFile[Any] | None") -> bytes | None:
    """The bytes of a photo that was chosen, and one more than are taken where there are more."""
    return file.read(LARGEST_PHOTO_MB * 1_000_000 + 1) if file else None


def field_name(register_id: int) -> str:
    """The field of a register."""
    return f"register_{register_id}"


def _index_field(register: RegisterRow) -> forms.CharField:
    field = forms.CharField(
        label=f"{capfirst(RegisterKind(register.kind).label)} ({register.unit.replace('m3', 'm³')})",
        help_text=_("Meter %(serial)s. Only the %(dials)s digits before the comma.")
        % {"serial": register.meter_serial, "dials": register.dials},
        required=False,
        strip=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "nb"}
        ),
    )
    # Asked for, though the room and not the form says what is missing.
    field.is_asked = True  # type: ignore[attr-defined]
    return field
