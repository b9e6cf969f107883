"""How sharing is said on a page: purposes, categories, links, grounds, events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from throughcare.core.access import CATEGORIES
from throughcare.core.journey import EventWords, tell
from throughcare.people.models import Person
from throughcare.sharing.models import Agreement, BasisKind, Relationship, TakingPart
from throughcare.sharing.policy.vocabulary import ROLE_PURPOSES

if TYPE_CHECKING:
    from throughcare.core.models import Event

#: What a member of staff is doing here, as the choice of role asks it.
PURPOSES: Mapping[str, Any] = {
    "direct_care": _l("Caring for people directly"),
    "supervision": _l("Supervising people or staff"),
    "court_report": _l("Informing the court"),
    "safeguarding": _l("Keeping people safe"),
    "service_management": _l("Running the service"),
    "subject_rights": _l("Answering people who ask for their record"),
    "audit": _l("Checking who looked"),
    "own_record": _l("Looking at their own pages"),
}

#: What rows of each category are, in a lay reader's words.
CATEGORY_WORDS: Mapping[str, Any] = {
    "identity": _l("Who the person is: name, birth date, numbers"),
    "contact_address": _l("Address and how to get in touch"),
    "justice": _l("Court, custody and order"),
    "health_summary": _l("Health summary: suitability, attendance, what is needed now"),
    "clinical_detail": _l("Clinical detail: notes, scores, diagnosis, medicines"),
    "third_party_safeguarding": _l("Other people and safeguarding"),
    "disclosed": _l("Documents that were issued to them"),
    "operational": _l("Teams, rotas and places"),
    "audit": _l("Who opened the record"),
}

#: The same in few words, for lists.
CATEGORY_SHORT: Mapping[str, Any] = {
    "identity": _l("who they are"),
    "contact_address": _l("address and contact"),
    "justice": _l("court, custody and order"),
    "health_summary": _l("health summary"),
    "clinical_detail": _l("clinical detail"),
    "third_party_safeguarding": _l("other people and safeguarding"),
    "disclosed": _l("issued documents"),
    "operational": _l("teams and places"),
    "audit": _l("who opened the record"),
}

BASIS_WORDS: Mapping[int, Any] = {
    BasisKind.EXPLICIT_CONSENT: _l("The person agreed"),
    BasisKind.STATUTORY: _l("A power in law"),
    BasisKind.VITAL_INTEREST: _l("To protect life"),
    BasisKind.PUBLIC_INTEREST: _l("Public interest, decided and recorded"),
    BasisKind.COURT_ORDER: _l("Order of a court"),
}


def purposes(agency_type: str, role: str) -> list[tuple[str, Any]]:
    """The purposes that a role may choose, with their words (supplied to ``core``)."""
    del agency_type  # every agency's holder of a role has the same purposes
    return [(code, PURPOSES[code]) for code in ROLE_PURPOSES.get(role, ())]


def categories(mask: int) -> list[str]:
    """The words of the categories in a mask, in their fixed order."""
    return [str(CATEGORY_WORDS[name]) for n, name in enumerate(CATEGORIES) if mask >> n & 1]


def in_short(mask: int) -> str:
    """The categories of a mask as one short phrase; "Nothing" where there are none."""
    found = [str(CATEGORY_SHORT[name]) for n, name in enumerate(CATEGORIES) if mask >> n & 1]
    if not found:
        return _("Nothing")
    said = ", ".join(found)
    return said[:1].upper() + said[1:]


def words_to_say() -> str:
    """Said aloud before asking about sharing; what was really said is kept with the answers."""
    return _(
        "We keep what you tell us to ourselves. You choose who else sees it. We may have to tell"
        " someone without your agreement to keep you or others safe, about a serious crime, or"
        " if a court orders it. We will tell you if we can. You can change your mind at any time."
    )


def recipient(agreement: Agreement) -> str:
    """Whom it is with: by name, where the kind says only that it is somebody else."""
    named = agreement.recipient_name or _agency_name(agreement)
    is_other = agreement.recipient == agreement.Recipient.OTHER
    return named if named and is_other else str(agreement.get_recipient_display())


def recipient_note(agreement: Agreement) -> str:
    """The name beside the kind; "" where the name is what ``recipient`` says, or there is none."""
    named = agreement.recipient_name or _agency_name(agreement)
    return "" if named == recipient(agreement) else named


def _agency_name(agreement: Agreement) -> str:
    return agreement.recipient_agency.name if agreement.recipient_agency else ""


# --- The journey -----------------------------------------------------------------------------


def _label(choices: Any, value: Any) -> str:
    return str(dict(choices.choices).get(value, ""))


def _asked(event: Event) -> str:
    words = {
        "yes": _("Agreed to share with: %(who)s"),
        "no": _("Did not agree to share with: %(who)s"),
        "not_today": _("Not able to decide today about sharing with: %(who)s"),
    }
    who = _label(Agreement.Recipient, event.payload["recipient"])
    return words[event.payload["answer"]] % {"who": who}


def _withdrawn(event: Event) -> str:
    who = _label(Agreement.Recipient, event.payload["recipient"])
    return _("Stopped sharing with: %(who)s") % {"who": who}


def _link(opened: bool) -> Any:
    def words(event: Event) -> str:
        kind = str(Relationship[event.payload["kind"].upper()].label)
        if opened:
            return _("Started working together: %(kind)s") % {"kind": kind}
        return _("Stopped working together: %(kind)s") % {"kind": kind}

    return words


def _guard(event: Event) -> str:
    return _("Record is now: %(guard)s") % {"guard": _label(Person.Guard, event.payload["guard"])}


def _basis(recorded: bool) -> Any:
    def words(event: Event) -> str:
        kind = str(BASIS_WORDS[BasisKind[event.payload["kind"].upper()]])
        if recorded:
            return _("Ground for sharing recorded: %(kind)s") % {"kind": kind}
        return _("Ground for sharing ended: %(kind)s") % {"kind": kind}

    return words


#: In what a person may be asked to take part, by the code that is kept.
TAKING_PART_IN = {
    "screening": _l("The screening"),
    "assessment": _l("An assessment"),
    "treatment": _l("Treatment"),
}
#: Requirements that need willingness expressed before sentence (Sentencing Act 2020, Schedule 9,
#: Parts 9 to 11), by the code that is kept.
REQUIREMENTS = {
    "mental_health": _l("Mental health treatment requirement"),
    "drug": _l("Drug rehabilitation requirement"),
    "alcohol": _l("Alcohol treatment requirement"),
}


WILLING = {"willing": _l("Willing to comply"), "not_willing": _l("Not willing to comply")}


def _taking_part(event: Event) -> str:
    return _("Asked about taking part: %(answer)s") % {
        "answer": _label(TakingPart.Answer, event.payload["answer"])
    }


def _willingness(event: Event) -> str:
    if event.payload["willing"]:
        return _("Said they are willing to comply with a requirement")
    return _("Said they are not willing to comply with a requirement")


def tell_all() -> None:
    """Register the words of the events of this folder."""
    told = {
        "agreement.asked": (_asked, "contact", False),
        "agreement.withdrawn": (_withdrawn, "contact", False),
        "taking_part.asked": (_taking_part, "health", False),
        "willingness.recorded": (_willingness, "court", False),
        "basis.recorded": (_basis(recorded=True), "contact", True),
        "basis.ended": (_basis(recorded=False), "contact", True),
        "link.opened": (_link(opened=True), "support", False),
        "link.ended": (_link(opened=False), "support", False),
        "person.guard_changed": (_guard, "contact", False),
        # Who is named may be a relative or a former partner: never on the journey.
        "person.named_access_changed": (
            lambda _event: _("Named access changed"),
            "contact",
            True,
        ),
    }
    for event_type, (title, side, quiet) in told.items():
        tell(event_type, EventWords(title=title, side=side, quiet=quiet))
