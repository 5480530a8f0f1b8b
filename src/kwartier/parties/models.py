"""Tables of people, customer accounts, memberships, invitations and agents."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kwartier.parties.types import AccountInfo, AccountKind, AgentRole, MembershipState, Role


class PersonManager(BaseUserManager["Person"]):
    """Creates people; the sign-in key is the brand and the address together."""

    def create_person(
        self,
        *,
        brand_id: int,
        brand_key: str,
        email: str,
        name: str,
        language: str,
        password: str | None = None,
    ) -> "Person":
        """Create an active person with a hashed password (or none, for passkeys only)."""
        address = email.strip().lower()
        person = self.model(
            brand_id=brand_id,
            email=address,
            login_key=f"{brand_key}:{address}",
            name=name,
            language=language,
        )
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in, at one brand."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    login_key = models.CharField(max_length=340, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=5, default="en")
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    # The accounts of which they are an active member, where they were read along with them.
    read_accounts: "list[AccountInfo] | None" = None

    USERNAME_FIELD = "login_key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", Lower("email"), name="person_brand_email"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def has_perm(self, _perm: str, _obj: object = None) -> bool:
        """The technicians' admin is for staff; rooms have roles of their own."""
        return self.is_active and self.is_staff

    def has_module_perms(self, _app_label: str) -> bool:
        """As :meth:`has_perm`."""
        return self.is_active and self.is_staff


class CustomerAccount(models.Model):
    """A customer: the household or business that buys energy from the brand."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    name = models.CharField(max_length=200)
    enterprise_number = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    mailing_street = models.CharField(max_length=120, blank=True)
    mailing_postal_code = models.CharField(max_length=10, blank=True)
    mailing_city = models.CharField(max_length=80, blank=True)
    key_account_manager = models.ForeignKey(
        "Agent", null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="account_brand_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Membership(models.Model):
    """In which role a person stands to a customer account."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey(
        CustomerAccount, on_delete=models.CASCADE, related_name="memberships"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    state = models.CharField(max_length=10, choices=MembershipState.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person"],
                condition=~models.Q(state="ended"),
                name="membership_once",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="membership_person_state")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.account_id}"


class Invitation(models.Model):
    """An invitation to join an account, by e-mail, used once before it expires."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey(
        CustomerAccount, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.email} {self.role}"


class Agent(models.Model):
    """Somebody who works for the brand; acts only through the office, with a second factor."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="agent")
    role = models.CharField(max_length=20, choices=AgentRole.choices)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.person)


class ServiceToken(models.Model):
    """A token of the brand's own for one of its programs: narrow, with an end, kept as a hash."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    scopes = models.JSONField()
    networks = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class ApiToken(models.Model):
    """A personal token for the REST API: shown once, kept as a hash, with scopes and an end."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
