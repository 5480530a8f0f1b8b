"""A one-time code beside a token: what a person shows where no page can ask for a second factor."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from kwartier.platform import clock
from kwartier.platform.limits import take_turn

_LONGEST_CODE = 12
_TRIES, _SECONDS = 5, 300


def take_one_time_code(person_id: int, code: str) -> bool:
    """Whether a code of the person's authenticator app is right now; each is taken once.

    After five tries in five minutes none is: codes have six digits. A recovery code does not do, for
    an application has no business with those.
    """
    if not code or len(code) > _LONGEST_CODE:
        return False
    if take_turn(
        key=f"one-time code {person_id}", limit=_TRIES, seconds=_SECONDS, at=clock.real_now()
    ):
        return False
    app = Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.TOTP).first()
    return app is not None and TOTP(app).validate_code(code)
