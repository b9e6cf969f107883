"""Who signs in. What they may do is decided by their memberships, never here."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from throughcare.core.access import Access


class UserManager(BaseUserManager["User"]):
    """Makes accounts; there is no superuser in this product."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A human who signs in with an e-mail address, a password and a second factor."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    # A personal device may stay unlocked for longer (up to 60 minutes).
    idle_minutes = models.PositiveSmallIntegerField(default=15)
    language = models.CharField(max_length=5, default="en-gb")
    # Raised to end every session of this user at once: it is part of the session's own hash.
    session_series = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_address"),
            models.CheckConstraint(
                condition=models.Q(idle_minutes__gte=5, idle_minutes__lte=60),
                name="idle_between_5_and_60_minutes",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Changes with the password and with ``session_series``."""
        return salted_hmac(
            "throughcare.accounts.session",
            f"{self.session_series}|{self.password}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class SignInLink(models.Model):
    """A link that sets a password once, given by hand. Only its hash is kept."""

    access = Access(
        kind="definer", person="", agency="", retention="operational", subject_access="leave_out"
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    # SHA-256 of the code. The code has 80 random bits, so it needs no slow hash.
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Remembered(models.Model):
    """What the cache keeps (``accounts/cache.py``): counters of rate limits, codes already used."""

    key = models.CharField(primary_key=True, max_length=300)
    value = models.JSONField()
    expires_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        verbose_name_plural = "remembered"

    def __str__(self) -> str:
        return self.key
