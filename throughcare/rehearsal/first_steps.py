"""What a newcomer tries first: who to be, in what order, and what to look for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from throughcare.core import registry
from throughcare.rehearsal.telling import address_of


@dataclass(frozen=True)
class FirstStep:
    """One made-up colleague, and what to do as them (lazy)."""

    name: str
    words: object

    @property
    def email(self) -> str:
        return address_of(self.name)


STEPS = (
    FirstStep(
        "Priya Nair",
        _("Custody and court: screen Shanice Campbell first. The sergeant is worried about her."),
    ),
    FirstStep(
        "Helen Marsh",
        _("Treatment: find Leanne Arkwright, then her sessions, her scores and what is next."),
    ),
    FirstStep(
        "Jo Castell",
        _("Support: move on the debt of Darren Whitlock, then read the joint plan of Leanne."),
    ),
    FirstStep(
        "Sam Adeyemi",
        _("Probation: decide on the missed appointment of Gemma Tyldesley. No page has clinical"
          " detail."),
    ),
    FirstStep("Miriam Price", _("The court: read a report, and say whether it helped.")),
    FirstStep("Grace Obi", _("Commissioning: counts, and no way to a person.")),
)  # fmt: skip


def register() -> None:
    for step in STEPS:
        registry.offer("first_step", step.email, step)
