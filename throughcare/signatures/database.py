"""Signatures are changed by column: who was asked, and under which words, is never rewritten."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from throughcare.signatures.models import Signature

WEB_ROLES = "throughcare_web, throughcare_worker"
CHANGED = "status, signed_name, registration, signed_at, reason, version"


def last(cursor: Any) -> None:
    """After the policies, for the table of each kind of signature."""
    for model in apps.get_models():
        if issubclass(model, Signature):
            table = model._meta.db_table
            cursor.execute(f"REVOKE UPDATE ON public.{table} FROM {WEB_ROLES}")
            cursor.execute(f"GRANT UPDATE ({CHANGED}) ON public.{table} TO {WEB_ROLES}")
