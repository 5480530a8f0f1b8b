"""Settings of django-allauth: how people sign in."""

from kwartier.config.environment import read_number

AUTHENTICATION_BACKENDS = ["kwartier.parties.authentication.BrandBackend"]

# How many reverse proxies stand before us: the visitor's address is read from X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = read_number("KWARTIER_PROXIES", "0")

ACCOUNT_ADAPTER = "kwartier.parties.authentication.BrandAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
_FORMS = "kwartier.parties.forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignInForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "add_email": f"{_FORMS}.ChangeEmailForm",
    "reset_password": f"{_FORMS}.BrandResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.NewPasswordForm",
    "user_token": f"{_FORMS}.BrandUserTokenForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/1m/key",
    # Ours: guesses at the facts of a customer account, per visitor and per customer number.
    "claim_account": "10/10m/ip,10/h/key",
    "accept_invitation": "20/10m/ip",
    "invite_member": "20/h/user",
    # What somebody writes to us: enough for anybody, too little for a flood.
    "help_feedback": "20/10m/ip",
    "open_request": "20/h/user",
    # Everything about an account: hundreds of questions to the database, and of papers.
    "take_along": "5/h/user",
}

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ADAPTER = "kwartier.parties.authentication.BrandMfaAdapter"
MFA_FORMS = {
    "authenticate": f"{_FORMS}.SecondFactorForm",
    "reauthenticate": f"{_FORMS}.SecondFactorAgainForm",
    "activate_totp": f"{_FORMS}.ActivateTotpForm",
    "add_webauthn": f"{_FORMS}.AddPasskeyForm",
    "edit_webauthn": f"{_FORMS}.RenamePasskeyForm",
    "login_webauthn": f"{_FORMS}.BrandLoginWebAuthnForm",
}
# The library's guard against a second factor on an address that was never confirmed. Nobody signs
# in here before confirming; the guard would only keep people with a second factor from changing
# their address.
MFA_ALLOW_UNVERIFIED_EMAIL = True

USERSESSIONS_TRACK_ACTIVITY = True  # by our own middleware, see kwartier.parties.sessions

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "account_login"
