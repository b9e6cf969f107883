"""One person known to every agency, one known to nobody here, and a member of each role.

Written once a file of tests into a database of its own, and committed; each request is then
undone (``undone()``), so that no cell of a table depends on another. Every text carries a
planted word (``CANARIES``) that stands nowhere else: a page that shows it has shown that row.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from tests.database import as_owner, clone, drop, use
from tests.factories import PURPOSE_OF, Make, working_as
from tests.routes import after_sentence, in_treatment, own_pages, referred, scenes, support
from throughcare.agencies.models import GrantRequest, Membership, Place, Team
from throughcare.core import clock
from throughcare.core.access import CATEGORIES
from throughcare.core.middleware import SESSION_KEY, working_as_session
from throughcare.core.models import Due, Event
from throughcare.people import actions as people
from throughcare.people import models as records
from throughcare.people import same_as
from throughcare.people.models import Person
from throughcare.screening import actions as screening
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import (
    Agreement,
    Basis,
    BreakGlass,
    Exclusion,
    Permission,
    Relationship,
    SharingAgreement,
)

#: Planted words: the category of the row that holds each, or why nobody but the author sees it.
CANARIES = {
    "Quokkastreet": "contact_address",
    "Numbatphone": "contact_address",
    "Wombatworry": "justice",
    "Devilorder": "justice",
    "Bandiwootplan": "plan",
    "Pademelonline": "support",
    "Bettongsupport": "support",
    "Rufousneed": "clinical_detail",
    "Numbatplace": "health_summary",
    "Wallarooworks": "justice",
    "Kowariupdate": "justice",
    "Bilbyassessor": "score",
    "Bilbyfirst": "health_summary",
    "Dingoadjust": "health_summary",
    "Possumadvice": "health_summary",
    "Bandicoothearing": "justice",
    "Quollspoken": "health_summary",
    "Bettongclinical": "clinical_detail",
    "Koalaanswer": "clinical_detail",
    "Bandicootarea": "clinical_detail",
    "Quollsafety": "clinical_detail",
    "Potorooplan": "clinical_detail",
    "Lyrebirdlearned": "clinical_detail",
    "Brolgareason": "clinical_detail",
    "Pademelonwhy": "clinical_detail",
    "Potoroopost": "health_summary",
    "Thylacineband": "clinical_detail",
    "Kookaburraother": "third_party_safeguarding",
    "Wallabynote": "clinical_detail",
    "Kowaritask": "clinical_detail",
    "Wombatsaid": "clinical_detail",
    "Emusealed": "sealed",
    "Cassowarychild": "third_party_safeguarding",
    "Echidnawithheld": "withheld",
    "Platypushidden": "restricted",
}
NHS_NUMBER = "9994459120"
BORN_ON = date(1987, 3, 23)
#: What stands in no title, address or Location header, ever (screens.md §1, security.md §6).
NAMES_AND_NUMBERS = (
    "Marlowe",
    "Thackerayson",
    NHS_NUMBER,
    "999 445 9120",
    "1987-03-23",
    "23031987",
)

#: Each role: the kind of agency, and the relationships to the known person (link to what).
ROLES = {
    "clinician": ("nhs_provider", ("caseload", "team")),
    # Named on a panel about the person, and looking for the purpose of safeguarding.
    "panel_member": ("nhs_provider", ("team", "panel")),
    "practitioner": ("nhs_provider", ("caseload", "team")),
    "supervisor": ("nhs_provider", ("team",)),
    "admin": ("nhs_provider", ("team",)),
    "privacy_officer": ("nhs_provider", ("sar_handler",)),
    "auditor": ("nhs_provider", ("site",)),
    "support_engineer": ("nhs_provider", ()),
    "evaluator": ("nhs_provider", ()),
    "link_worker": ("charity_provider", ("team",)),
    "probation_practitioner": ("probation", ("order_supervision",)),
    "police_liaison": ("police", ("custody",)),
    "court_officer": ("court", ("court_hearing",)),
    "council_officer": ("local_authority", ("panel",)),
    "manager": ("commissioner", ()),
}
#: For these, each answer about somebody hidden is compared with that about nobody, byte for byte
#: and statement for statement: two of the agency that keeps the records, one who oversees, a
#: care agency that may find, and two that may not.
COMPARED = (
    "clinician", "admin", "privacy_officer", "link_worker", "probation_practitioner",
    "police_liaison",
)  # fmt: skip
#: Roles whose name on the stage is not the role's own.
CALLED = {"link_worker": "clinician", "panel_member": "clinician"}
#: Roles that look for another purpose than most of their role.
PURPOSES = {"panel_member": "safeguarding"}


def purpose_of(who: str) -> str:
    """For which purpose this one looks."""
    return PURPOSES.get(who, PURPOSE_OF[CALLED.get(who, who)])


#: What the trust shares with each kind of agency under its agreements, and for which purposes.
SHARED = ("identity", "contact_address", "justice", "health_summary", "clinical_detail")


@dataclass
class Stage:
    """Who and what there is. ``rows`` names the row that an address of a route points at."""

    make: Make
    members: dict[str, Membership] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    place: Place = None  # type: ignore[assignment]
    court: Place = None  # type: ignore[assignment]
    known: Person = None  # type: ignore[assignment]
    twin: Person = None  # type: ignore[assignment]
    hidden: Person = None  # type: ignore[assignment]

    def client(self, who: str) -> Client:
        """A browser signed in as this role; "" is nobody."""
        client = Client(raise_request_exception=False)
        if who:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def stage(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """The stage, in a database that is dropped after the last test of the file."""
    before = connection.settings_dict["NAME"]
    name = clone(template)
    with django_db_blocker.unblock():
        use(name)
        try:
            yield build(Stage(Make()))
        finally:
            use(before)
            drop(name)


def build(stage: Stage) -> Stage:
    _staff(stage)
    _agreements(stage)
    _people(stage)
    _parts(stage)
    _screening(stage)
    scenes.stage_pathways(stage)
    scenes.stage_assessment(stage)
    scenes.stage_questionnaire(stage)
    scenes.stage_reports(stage)
    scenes.stage_court(stage)
    scenes.stage_order(stage)
    scenes.stage_score(stage)
    scenes.stage_suitability(stage)
    support.stage_support(stage)
    support.stage_plan(stage)
    scenes.stage_message(stage)
    after_sentence.stage_appointment(stage)
    referred.stage_referrals(stage)
    after_sentence.stage_enforcement(stage)
    in_treatment.stage_treatment(stage)
    in_treatment.stage_group(stage)
    own_pages.stage_own_pages(stage)
    _safeguarding(stage)
    _settings(stage)
    for who, member in stage.members.items():
        stage.sessions[who] = _session(member, purpose_of(who))
    return stage


def _session(member: Membership, purpose: str) -> str:
    client = Client()
    client.force_login(member.user)
    session = client.session
    session[SESSION_KEY] = working_as_session(membership_id=member.pk, purpose=purpose)
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _staff(stage: Stage) -> None:
    make = stage.make
    agencies = {kind: make.agency(kind) for kind in dict.fromkeys(k for k, _ in ROLES.values())}
    stage.place = make.place(agencies["police"], name="Stage custody")
    stage.rows["own_place"] = make.place(agencies["nhs_provider"], "clinic", "Stage clinic")
    stage.court = make.place(agencies["court"], "court", name="Stage court")
    covered = {
        "nhs_provider": (stage.place, stage.court),
        "police": (stage.place,),
        "court": (stage.court,),
    }
    teams = {
        kind: make.team(agency, covers=covered.get(kind, ())) for kind, agency in agencies.items()
    }
    stage.rows["team"] = teams["nhs_provider"]
    stage.rows["empty_team"] = make.team(agencies["nhs_provider"])
    for who, (kind, _links) in ROLES.items():
        # Oversight stands in a team of its own: a team link must not reach it.
        oversight = who in ("privacy_officer", "auditor", "support_engineer", "evaluator")
        team = stage.rows["empty_team"] if oversight else teams[kind]
        stage.members[who] = make.member(CALLED.get(who, who), team=team, name=f"Stage {who}")
    stage.rows["colleague"] = make.member("clinician", team=teams["nhs_provider"])
    stage.rows["stranger"] = make.member("clinician", team=stage.rows["empty_team"])


def _agreements(stage: Stage) -> None:
    trust = stage.members["clinician"].team.agency
    for who, (kind, _links) in ROLES.items():
        member = stage.members[who]
        if kind not in ("nhs_provider", "commissioner"):
            stage.rows["contract"] = stage.make.sharing(
                trust,
                member.team.agency,
                purpose=PURPOSE_OF[member.role],
                categories=SHARED,
                grants_find=kind == "charity_provider",
            )


def _people(stage: Stage) -> None:
    nurse = stage.members["clinician"]
    with transaction.atomic(), working_as(nurse) as ctx:
        stage.known = people.add_person(
            ctx,
            given_name="Marlowe",
            family_name="Thackerayson",
            born_on=BORN_ON,
            identifiers=[("nhs-number", NHS_NUMBER)],
            source="custody",
        )
        stage.twin = people.add_person(
            ctx, given_name="Marlow", family_name="Thackeraysen", born_on=BORN_ON, source="person"
        )
    stage.hidden = stage.make.person(
        stage.rows["stranger"], linked=False, given_name="Platypushidden", born_on=BORN_ON
    )
    with as_owner():
        Person.rows.filter(pk=stage.hidden.pk).update(guard="restricted")
    for who, (_kind, links) in ROLES.items():
        member = stage.members[who]
        for kind in links:
            to = member.team_id if kind in ("team", "custody") else member.pk
            if not _linked(stage.known.pk, to, Relationship[kind.upper()]):
                stage.make.link(stage.known, to, Relationship[kind.upper()])
    stage.rows["link"] = stage.make.link(
        stage.known, stage.rows["stranger"].pk, Relationship.CASELOAD
    )


def _linked(person_id: UUID, principal_id: UUID, kind: int) -> bool:
    from throughcare.sharing.models import Link

    with as_owner():
        return Link.rows.filter(person_id=person_id, principal_id=principal_id, kind=kind).exists()


def _parts(stage: Stage) -> None:
    today = clock.today()
    dated = {"source": "person", "starts_on": today}
    kept = {
        "name": records.PersonName(
            kind="alias", given_name="Lowe", search_name="LOWE", **dated
        ),
        "number": records.Identifier(kind="other", given="A1", canonical="", **dated),
        "address": records.Address(
            kind="home", lines="1 Quokkastreet", postcode="ZZ1 1ZZ", **dated
        ),
        "address_withheld": records.Address(
            kind="staying", lines="2 Echidnawithheld", withheld=True,
            withheld_reason="Safety", **dated,
        ),
        "contact": records.ContactMethod(
            kind="mobile", value="07700 900123", note="Numbatphone", **dated
        ),
        "know_first": records.KnowFirst(
            kind="interpreter", text="Bilbyfirst", source="person", on=today,
            review_on=today + timedelta(days=90),
        ),
        "adjustment": records.Adjustment(need="other", text="Dingoadjust", **dated),
        "note": records.Note(happened_on=today, text="Wallabynote"),
        "sealed": records.Note(happened_on=today, text="Emusealed", sealed_to=[]),
    }  # fmt: skip
    with as_owner():
        for row in kept.values():
            row.person_id = stage.known.pk
            scenes.own_row(stage, row)
            row.save(force_insert=True)
    stage.rows.update(kept)


def _screening(stage: Stage) -> None:
    nurse, person_id = stage.members["clinician"], stage.known.pk
    now = clock.now()
    with transaction.atomic(), working_as(nurse) as ctx:
        facts = screening.EntryFacts(
            arrived_at=now - timedelta(hours=1), given_name="Marlowe", cell="7",
            worry="Wombatworry", worry_source="custody",
        )  # fmt: skip
        entry = screening.add_entry(ctx, place_id=stage.place.pk, facts=facts)
        screening.link_entry(ctx, entry_id=entry.pk, person_id=person_id)
        waiting = screening.EntryFacts(arrived_at=now, given_name="Unmatched", cell="8")
        stage.rows["waiting"] = screening.add_entry(ctx, place_id=stage.place.pk, facts=waiting)
        child = screening.EntryFacts(arrived_at=now, given_name="Young", age_about=15)
        stage.rows["child"] = screening.add_entry(ctx, place_id=stage.place.pk, facts=child)
        screen = screening.open_screen(ctx, person_id=person_id)
        given = screening.Given(
            answers={**{f"q{n}": "no" for n in range(1, 13)}, "q1": "yes"},
            texts={"q1": "Koalaanswer"},
            decision="act_now",
        )
        screen = screening.save_screen(
            ctx, screen_id=screen.pk, version=screen.version, given=given, minutes=4
        )
        for recipient in ("custody", "court", "probation"):
            sharing.record_agreement(
                ctx, person_id=person_id, recipient=recipient, answer="yes",
                asked_in=screen.pk, confirmed=True, place_id=stage.place.pk,
            )  # fmt: skip
        stage.rows |= {
            "entry": entry,
            "screen": screen,
            "advice": screening.give_advice(
                ctx, person_id=person_id, what="Possumadvice", told_whom="Sergeant", screen=screen
            ),
            "adult": screening.need_appropriate_adult(ctx, person_id=person_id, screen=screen),
            "due": Due.visible_to(ctx).filter(kind="safety_prompt").first(),
            "agreement": Agreement.visible_to(ctx).filter(recipient="probation").first(),
            "basis": Basis.visible_to(ctx).first(),
        }


def _safeguarding(stage: Stage) -> None:
    """What only a few may see: third parties, staff kept out, an emergency that was reviewed."""
    nurse, person, now = stage.members["clinician"], stage.known, clock.now()
    stranger = stage.rows["stranger"]
    with as_owner():
        Event(
            type="person.flag_changed", category="third_party_safeguarding", person_id=person.pk,
            happened_at=now, recorded_at=now, subject_table="people_person",
            subject_id=person.pk, agency_id=nurse.team.agency_id, team_id=nurse.team_id,
            by_membership_id=nurse.pk, by_name="Cassowarychild",
            payload={"what": "know_first_added"},
        ).save(force_insert=True)  # fmt: skip
        named = {"by_membership_id": nurse.pk, "reason": "Stage", "starts_at": now}
        Exclusion(person=person, user=stranger.user, **named).save(force_insert=True)
        Permission(person=person, user=stranger.user, **named).save(force_insert=True)
        opening = BreakGlass(
            code="BG-STAGE1", membership_id=nurse.pk, agency_id=nurse.team.agency_id,
            purpose="direct_care", reason="Stage", tried_whom="Stage", opened_at=now,
            ends_at=now + timedelta(hours=4), review_due_at=now + timedelta(days=3),
        )  # fmt: skip
        opening.save(force_insert=True)
    with transaction.atomic(), working_as(stage.rows["colleague"]) as ctx:
        same_as.propose_same_as(ctx, a=person, b=stage.twin, reason="Stage", sure=False)
        same = records.SameAs.visible_to(ctx).get()
    stage.rows |= {"opening": opening, "same_as": same}


def _settings(stage: Stage) -> None:
    team: Team = stage.rows["team"]
    with as_owner():
        asked = GrantRequest(
            agency=team.agency, kind="member", team=team, email="new.person@example.org",
            name="New person", role="clinician", status="proposed",
            proposed_by=stage.rows["colleague"], proposed_at=clock.now(),
        )  # fmt: skip
        asked.save(force_insert=True)
        stage.rows["other_contract"] = SharingAgreement.objects.create(
            from_agency=team.agency, to_agency=stage.members["manager"].team.agency,
            purpose="service_management", categories=1 << CATEGORIES.index("identity"),
            status="proposed", starts_at=clock.now(), document="Stage", signatories="Two",
            proposed_by=stage.rows["colleague"],
        )  # fmt: skip
    stage.rows["request"] = asked


def nobody() -> UUID:
    """An id that no row has."""
    return uuid4()


@pytest.fixture(autouse=True, scope="module")
def quiet() -> Iterator[None]:
    """Thousands of refusals are asked for: they are answers here, not news."""
    log = logging.getLogger("django.request")
    before, log.disabled = log.disabled, True
    yield
    log.disabled = before
