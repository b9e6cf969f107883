"""One scene on which the pages of sharing are opened: everything on them is invented."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse

from throughcare.accounts.models import User
from throughcare.sharing import actions
from throughcare.sharing.models import (
    Agreement,
    BreakGlass,
    Link,
    Relationship,
    SharingAgreement,
)

REASON = "Rang the advice line, said goodbye and hung up"


@pytest.fixture
def place(make: Any) -> Any:
    """A care team with one person, probation beside it, and the people around them."""

    class Scene:
        me = make.member("clinician")
        probation = make.member("probation_practitioner")
        person = make.person(me, likes_to_be_called="Lea", family_name="Whitlock")

    make.link(Scene.person, Scene.me.id, Relationship.CASELOAD)
    Scene.colleague = make.member("clinician", team=Scene.me.team)  # type: ignore[attr-defined]
    Scene.officer = make.member(  # type: ignore[attr-defined]
        "privacy_officer", team=Scene.me.team
    )
    Scene.admin = make.member(  # type: ignore[attr-defined]
        "support_engineer", team=Scene.me.team
    )
    Scene.suite = make.place(make.agency("police"))  # type: ignore[attr-defined]
    make.sharing(Scene.me.team.agency, Scene.probation.team.agency, purpose="supervision")
    return Scene


def url(name: str, scene: Any, *more: Any) -> str:
    return reverse(name, args=[scene.person.reference, *more])


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


def ask(client: Any, scene: Any, **answers: str) -> Any:
    return client.post(
        url("person_sharing_ask", scene),
        {"words_used": "You choose who else sees it.", **answers, **key()},
    )


def request_of(person: Any = None, **change: str) -> dict[str, str]:
    born = person.born_on if person else None
    return {
        "given_name": person.given_name if person else "Nobody",
        "family_name": person.family_name if person else "Atall",
        "born_on-day": str(born.day if born else 1),
        "born_on-month": str(born.month if born else 1),
        "born_on-year": str(born.year if born else 1990),
        "number": "",
        "purpose": "direct_care",
        "reason": REASON,
        "tried_whom": "Nobody answers",
        **change,
        **key(),
    }


@pytest.fixture
def pages(place: Any, make: Any, client_of: Any, ctx_of: Any) -> dict[str, tuple[Any, str]]:
    """Each page of this folder with something on it: who opens it, and its address."""
    me = client_of(place.me)
    assert ask(me, place, answer_probation="yes", answer_court="no").status_code == 302
    typed = {"what": "exclude", "who": make.member("clinician").user.email, "why": "Brother"}
    assert me.post(url("person_limits", place), {**typed, **key()}).status_code == 302
    asker = make.member("clinician", team=make.team(place.me.team.agency))
    client_of(asker).post(reverse("break_glass"), request_of(place.person))
    with ctx_of(place.me) as ctx:
        agreement = Agreement.visible_to(ctx).get(recipient="probation")
        link = Link.visible_to(ctx).filter(kind=Relationship.CASELOAD).get()
        basis = actions.record_basis(
            ctx,
            person_id=place.person.pk,
            recipient_agency_id=place.probation.team.agency_id,
            kind=5,
            text="Order of 11 September",
            categories=["health_summary"],
        )
    with ctx_of(place.officer) as ctx:
        opening = BreakGlass.visible_to(ctx).get()
    user_id = User.objects.get(email=typed["who"]).pk
    contract = SharingAgreement.objects.get(from_agency=place.me.team.agency_id)
    return {
        "sharing": (place.me, url("person_sharing", place)),
        "ask": (place.me, url("person_sharing_ask", place)),
        "taking_part": (place.me, url("person_taking_part", place)),
        "willingness": (place.me, url("person_willingness", place)),
        "share": (place.me, url("person_share", place)),
        "print": (place.me, url("person_sharing_print", place)),
        "stop": (place.me, url("person_sharing_stop", place, agreement.pk)),
        "end_basis": (place.me, url("person_sharing_end_basis", place, basis.pk)),
        "end_link": (place.me, url("person_sharing_end_link", place, link.pk)),
        "limits": (place.me, url("person_limits", place)),
        "limits_end": (place.me, url("person_limits_end", place, "excluded", user_id)),
        "break_glass": (asker, reverse("break_glass")),
        "recorded": (asker, reverse("break_glass_recorded")),
        "privacy": (place.officer, reverse("privacy")),
        "review": (place.officer, reverse("privacy_review", args=[opening.pk])),
        "contracts": (place.admin, reverse("settings_agreements")),
        "propose": (place.admin, reverse("settings_agreement_new")),
        "contract": (place.admin, reverse("settings_agreement", args=[contract.pk])),
    }
