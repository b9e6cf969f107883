"""An attendance statement: chosen, looked at, signed and sent."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.design import words
from throughcare.enforcement import actions, rules, selectors
from throughcare.enforcement.actions.stated import carried_to, lines_for
from throughcare.enforcement.forms import StatementForm
from throughcare.enforcement.models import AttendanceStatement
from throughcare.enforcement.papers import count_words, line_words, when_words
from throughcare.enforcement.statements import Line, counts_of
from throughcare.enforcement.views.about import AboutOrder
from throughcare.orders.models import Requirement, Status
from throughcare.orders.rules import requirement_words
from throughcare.sharing.models import Agreement

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse

ISSUED = AttendanceStatement.Status.ISSUED


class NewStatement(AboutOrder):
    """Say who came, in a period, to the officer: first looked at, then issued."""

    action = "sign"
    category = "disclosed"
    template_name = "enforcement/statement.jinja"
    form_class = StatementForm
    heading = gettext_lazy("Attendance statement")
    button = gettext_lazy("Look at it first")
    refused_because = gettext_lazy("those who treat tell the officer who came")

    def may(self) -> bool:
        return rules.tells_attendance(self.ctx)

    @cached_property
    def mine(self) -> list[AttendanceStatement]:
        rows = [row for row in self.told.statements if row.agency_id == self.ctx.agency_id]
        return [row for row in rows if row.order_id == self.order.pk and row.status == ISSUED]

    def form_kwargs(self) -> dict[str, Any]:
        officers = selectors.officers_of(self.ctx, self.group)
        basis, said = self.agreed()
        requirements = Requirement.visible_to(self.ctx).filter(
            order_id=self.order.pk, status=Status.ACTIVE
        )
        return {
            "order": self.order,
            "officers": officers,
            "requirements": [
                (str(row.pk), requirement_words(row.kind, row.label)) for row in requirements
            ],
            "issued": [(str(row.pk), _issued_words(row)) for row in self.mine],
            "initial": {
                "to": str(officers[0].membership_id) if officers else "outside",
                "basis": basis,
                "basis_words": said,
                **self.period_before(),
            },
        }

    def period_before(self) -> dict[str, Any]:
        """What the statement that is corrected was about; else from the last one until today."""
        wanted = self.request.GET.get("corrects", "")
        for row in self.mine:
            if str(row.pk) == wanted:
                about = str(row.requirement_id or "")
                return {
                    "first_on": row.first_on,
                    "last_on": row.last_on,
                    "requirement": about,
                    "replaces": str(row.pk),
                }
        return {"first_on": self.first_day(), "last_on": clock.today()}

    def first_day(self) -> date:
        """The day after the last statement, or the day on which the order was made."""
        after = [row.last_on + timedelta(days=1) for row in self.mine]
        return min(max(after, default=self.order.made_on), clock.today())

    def agreed(self) -> tuple[str, str]:
        """The person's own yes to telling probation, where there is one that holds."""
        rows = Agreement.visible_to(self.ctx).filter(
            person_id__in=self.group, agency_id=self.ctx.agency_id, recipient="probation"
        )
        last = rows.order_by("-recorded_at").first()
        if last is None or last.withdrawn_at or last.answer != Agreement.Answer.YES:
            return "", ""
        if last.ends_at and last.ends_at <= clock.now():
            return "", ""
        day = last.recorded_at.astimezone(clock.LONDON).date()
        return "agreed", _("Agreed on %(day)s") % {"day": f"{day:%-d %B %Y}"}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        period, recipient = self.period(form), form.recipient()  # type: ignore[attr-defined]
        lines = lines_for(self.ctx, self.group, period)
        if not lines:
            form.add_error("first_on", _("Your team has no appointment of this order then"))
            return self.page(form=form, status=422)
        others = carried_to(self.ctx, self.corrected(form), [recipient])
        shown = digest(lines, form, [each.name for each in others.to])
        if form.cleaned_data["seen"] != shown:
            return self.page(form=form, seen=shown, others=others, **preview(lines))
        old = self.corrected(form)
        made = actions.issue_statement(
            self.ctx,
            group=self.group,
            period=period,
            to=[recipient],
            replaces_id=old.pk if old else None,
            what_changed=form.cleaned_data.get("what_changed", ""),
        )
        named = words.and_list([recipient.name, *(each.name for each in others.to)])
        said = _("Statement A%(number)s issued to %(name)s.")
        return self.done(said % {"number": made.number, "name": named}, self.back())

    def corrected(self, form: BaseForm) -> AttendanceStatement | None:
        """The statement in force that this one corrects, where it corrects one."""
        wanted = form.cleaned_data.get("replaces") or ""
        return next((row for row in self.mine if str(row.pk) == wanted), None)

    def period(self, form: BaseForm) -> actions.Period:
        typed = form.cleaned_data
        requirement = typed["requirement"]
        return actions.Period(
            order_id=self.order.pk,
            first_on=typed["first_on"],
            last_on=typed["last_on"],
            requirement_id=UUID(requirement) if requirement else None,
        )


def preview(lines: list[Line]) -> dict[str, Any]:
    """What the statement will say, before it is issued."""
    return {
        "sums": count_words(counts_of(lines)),
        "dates": [(when_words(line), line_words(line)) for line in lines],
    }


def digest(lines: list[Line], form: BaseForm, others: list[str]) -> str:
    """Tells whether what is issued is what was looked at: its lines, all typed, who else had it."""
    typed = {name: str(value) for name, value in form.cleaned_data.items() if name != "seen"}
    text = json.dumps([[line.as_data() for line in lines], typed, others], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _issued_words(row: AttendanceStatement) -> str:
    return _("Yes, A%(number)s") % {"number": row.number}
