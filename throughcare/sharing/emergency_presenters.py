"""How an emergency opening is said to the privacy officer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughcare.design import words as say
from throughcare.design.parts import Term
from throughcare.sharing import words
from throughcare.sharing.emergency_selectors import Case


def case_terms(case: Case) -> list[Term]:
    """The request line by line, and its review where there is one."""
    opening = case.opening
    who = f"{case.by.user.name}, {case.by.get_role_display()}, {case.by.team.name}"
    terms = [
        Term(_("Who asked"), who),
        Term(_("About"), opening.reference or _("Nobody was found")),
        Term(_("Purpose"), words.PURPOSES[opening.purpose]),
        Term(_("Why it could not wait"), opening.reason),
        Term(_("Whom they tried first"), opening.tried_whom),
        Term(_("Asked"), say.full_moment(opening.opened_at)),
        Term(_("Open until"), say.full_moment(opening.ends_at)),
        Term(_("Requests by them this month"), str(case.this_month)),
        Term(_("Review due"), say.full_moment(opening.review_due_at)),
        Term(_("Review"), str(opening.get_outcome_display())),
    ]
    if opening.reviewed_at:
        terms += [
            Term(_("Reviewed"), say.full_moment(opening.reviewed_at)),
            Term(_("Note of the review"), opening.review_note),
        ]
    return terms
