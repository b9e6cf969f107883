"""What the tests of documents stand on. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.documents import actions, presenters
from throughcare.documents.actions import Issue, To
from throughcare.documents.models import Document, NamedRecipient
from throughcare.documents.paper import Paper, Section, blocks_of
from throughcare.documents.pdf import make_pdf
from throughcare.people.models import Person


@dataclass
class Scene:
    """A health team, another team of the same agency, a court and probation; one person."""

    nurse: Membership
    colleague: Membership
    elsewhere: Membership
    adviser: Membership
    second_adviser: Membership
    officer: Membership
    person: Person


@pytest.fixture
def scene(make: Any) -> Scene:
    trust, court, probation = make.agency(), make.agency("court"), make.agency("probation")
    team, other, bench = make.team(trust), make.team(trust), make.team(court)
    nurse = make.member("clinician", team=team, name="Priya Nair")
    elsewhere = make.member("clinician", team=other, name="Sam Adeyemi")
    person = make.person(nurse, family_name="Okafor")
    make.link(person, other.pk, 1)
    return Scene(
        nurse=nurse,
        colleague=make.member("clinician", team=team, name="Ruth Sandford"),
        elsewhere=elsewhere,
        adviser=make.member("court_officer", team=bench, name="Miriam Price"),
        second_adviser=make.member("court_officer", team=bench, name="Dan Lowe"),
        officer=make.member(
            "probation_practitioner", team=make.team(probation), name="Helen Marsh"
        ),
        person=person,
    )


def paper_of(*, number: int = 1, draft: bool = False, **changes: Any) -> Paper:
    """A short paper."""
    values: dict[str, Any] = {
        "marking": "Official-Sensitive: health information",
        "reference": f"TC-4M7QX2K9-R{number}",
        "reference_words": f"Report TC-4M7QX2K9-R{number}",
        "title": "Mental health report for the court",
        "person": "Daniel Okafor, born 2 May 1992",
        "author": "Priya Nair",
        "lines": ("Northfield Magistrates’ Court, court 2",),
        "facts": (("Person", "Daniel Okafor"), ("Case number", "43NF1203426")),
        "sections": (
            Section("summary", "Summary", blocks_of("He can follow the hearing."), boxed=True),
            Section("needs", "Other needs", blocks_of("He told us:\n- housing\n- debt")),
        ),
        "signature": ("Priya Nair, registered mental health nurse",),
        "page_words": "Page {page} of {pages}",
        "footer": "Issued 19 November 2026",
        "draft": draft,
        "draft_words": "DRAFT: not issued",
    }
    return Paper(**{**values, **changes})


def to_account(member: Membership, how: str = "account", **more: Any) -> To:
    return To(
        name=member.user.name,
        how=how,
        basis="agreed",
        basis_words="Agreed in the cells, 8:53am",
        kind=NamedRecipient.Kind.MEMBER,
        principal_id=member.pk,
        **more,
    )


SOLICITOR = To(
    name="Adam Price",
    how="hand",
    basis="agreed",
    basis_words="Agreed in the cells, 8:53am",
    organisation="Price and Lowe",
)


@pytest.fixture
def issue(scene: Scene, ctx_of: Any) -> Callable[..., Document]:
    """``issue(to_account(member), …)``: the nurse issues a document."""

    def make(
        *recipients: To,
        number: int = 1,
        source_id: UUID | None = None,
        replaces: Document | None = None,
        what_changed: str = "",
        needed_by: Any = None,
        **changes: Any,
    ) -> Document:
        paper = paper_of(number=number, **changes)
        html = presenters.render_paper(paper)
        what = Issue(
            kind="court_report",
            source_id=source_id or uuid4(),
            number=number,
            title=paper.title,
            reference=paper.reference,
            paper=paper.as_data(),
            html=html,
            pdf=make_pdf(paper, at=clock.now()),
            pages=1,
            signed_by="Priya Nair",
            signed_as="Registered mental health nurse",
            issued_at=clock.now(),
            replaces=replaces,
            what_changed=what_changed,
        )
        with ctx_of(scene.nurse) as ctx:
            return actions.issue_document(
                ctx,
                person_id=scene.person.pk,
                issue=what,
                recipients=recipients,
                needed_by=needed_by,
            )

    return make
