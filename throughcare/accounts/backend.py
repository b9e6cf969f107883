"""Checks an e-mail address and a password."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """As allauth's, but an account that has ended gets the answer of a wrong password.

    allauth remembers such an account in order to show a page about it, which would tell a
    stranger that the address and the password are right.
    """

    @classmethod
    def _stash_user(cls, user: AbstractBaseUser | None) -> AbstractBaseUser | None:
        return super()._stash_user(None)  # type: ignore[no-any-return]
