"""Settings → People: who works here, requests, change of role, end."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.accounts.step_up import step_up
from throughcare.agencies import actions, forms, presenters, rules, selectors
from throughcare.agencies.models import GrantRequest, Membership, Role
from throughcare.agencies.views import SettingsForm, SettingsView
from throughcare.core import clock
from throughcare.core.views import get_or_404
from throughcare.design.parts import Group


class People(SettingsView):
    """Everybody of the agency by team, and what waits for a second administrator."""

    template_name = "agencies/people.jinja"

    def page_context(self) -> dict[str, Any]:
        work = selectors.open_work(self.ctx)
        members = selectors.members_to_show(self.ctx, with_work=work)
        page = Paginator(members, selectors.PEOPLE_A_PAGE).get_page(self.request.GET.get("page"))
        waiting = selectors.requests_waiting(self.ctx)
        lines = [presenters.request_line(self.ctx, each) for each in waiting]
        return {
            **super().page_context(),
            "groups": self._groups(list(page), work),
            "page": page,
            "waiting": lines,
        }

    def _groups(self, members: list[Membership], work: dict[Any, int]) -> list[Group]:
        groups: dict[str, list[presenters.MemberLine]] = {}
        today = clock.today()
        for member in members:
            left = member.ends_on is not None and member.ends_on < today
            line = presenters.member_line(
                self.ctx, member, open_work=work.get(member.pk, 0), left=left
            )
            groups.setdefault(member.team.name, []).append(line)
        return [Group(title=team, rows=rows) for team, rows in groups.items()]


class AddPerson(SettingsForm):
    """Ask that somebody be added: a second administrator confirms."""

    template_name = "agencies/person_add.jinja"
    form_class = forms.PersonForm
    draft_name: ClassVar[str] = "settings.person"

    def form_kwargs(self) -> dict[str, Any]:
        roles = selectors.roles_of(self.ctx.agency_type)
        return {"teams": selectors.teams(self.ctx), "roles": roles}

    def later_url(self) -> str:
        return reverse("settings_people")

    def act(self, form: BaseForm) -> HttpResponse:
        actions.propose_membership(self.ctx, **form.cleaned_data)
        words = _("Asked. %(name)s is added when a second administrator confirms.")
        return self.done(words % {"name": form.cleaned_data["name"]}, reverse("settings_people"))


class OfMember:
    """A page about one membership of the agency."""

    ctx: Any
    kwargs: Any

    def fetch(self) -> None:
        self.member: Membership = get_or_404(selectors.members(self.ctx), pk=self.kwargs["id"])

    def page_context(self) -> dict[str, Any]:
        shared: dict[str, Any] = super().page_context()  # type: ignore[misc]
        return shared | {"member": self.member, "role_words": Role(self.member.role).label}

    def member_url(self) -> str:
        return reverse("settings_member", args=[self.member.pk])


class Member(OfMember, SettingsView):
    """One person in one role: what they are, and what can be changed."""

    template_name = "agencies/member.jinja"

    def page_context(self) -> dict[str, Any]:
        ends_on = self.member.ends_on
        return {
            **super().page_context(),
            "open_work": selectors.open_work(self.ctx).get(self.member.pk, 0),
            "left": ends_on is not None and ends_on < clock.today(),
            "is_me": self.member.user_id == self.ctx.user_id,
            "has_password": self.member.user.has_usable_password(),
        }


class ChangeRole(OfMember, SettingsForm):
    """At once to a role that sees counts only; otherwise with a second administrator."""

    template_name = "agencies/member_role.jinja"
    form_class = forms.RoleForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"roles": selectors.roles_of(self.ctx.agency_type), "now": self.member.role}

    def act(self, form: BaseForm) -> HttpResponse:
        role = form.cleaned_data["role"]
        if rules.gives_more(role_now=self.member.role, role_then=role):
            actions.propose_role(self.ctx, member=self.member, role=role)
            words = _("Asked. The role changes when a second administrator confirms.")
            return self.done(words, reverse("settings_people"))
        actions.narrow_role(self.ctx, member=self.member, role=role)
        return self.done(_("Role changed"), self.member_url())


class EndMember(OfMember, SettingsForm):
    """End it now."""

    template_name = "agencies/member_end.jinja"
    form_class = forms.EmptyForm

    def page_context(self) -> dict[str, Any]:
        work = selectors.open_work(self.ctx).get(self.member.pk, 0)
        return {**super().page_context(), "open_work": work}

    def act(self, form: BaseForm) -> HttpResponse:
        actions.end_membership(self.ctx, member=self.member)
        words = _("%(name)s no longer works in %(team)s") % {
            "name": self.member.user.name,
            "team": self.member.team.name,
        }
        return self.done(words, reverse("settings_people"))


class PassOnWork(OfMember, SettingsForm):
    """Give the open work of a member to a colleague of the same team."""

    template_name = "agencies/member_work.jinja"
    form_class = forms.ColleagueForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"colleagues": selectors.colleagues(self.ctx, self.member)}

    def page_context(self) -> dict[str, Any]:
        work = selectors.open_work(self.ctx).get(self.member.pk, 0)
        return {**super().page_context(), "open_work": work}

    def act(self, form: BaseForm) -> HttpResponse:
        to = form.cleaned_data["to"]
        number = actions.pass_on_work(self.ctx, member=self.member, to=to)
        words = _("Passed on to %(name)s: %(number)s") % {"name": to.user.name, "number": number}
        return self.done(words, self.member_url())


class NewCode(OfMember, SettingsForm):
    """A new one-time code: at once if no password was ever set, else asked for."""

    template_name = "agencies/member_code.jinja"
    form_class = forms.EmptyForm

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "has_password": self.member.user.has_usable_password()}

    def act(self, form: BaseForm) -> HttpResponse:
        if self.member.user.has_usable_password():
            actions.propose_sign_in(self.ctx, member=self.member)
            words = _("Asked. The code is made when a second administrator confirms.")
            return self.done(words, reverse("settings_people"))
        code = actions.new_first_code(self.ctx, member=self.member)
        return show_code(self, code, self.member.user.name)


class Decide(SettingsForm):
    """The second administrator's page; the one who asked may take it back here."""

    template_name = "agencies/request.jinja"
    form_class = forms.DecisionForm

    def fetch(self) -> None:
        rows = GrantRequest.visible_to(self.ctx).select_related(
            "team", "place", "membership__user", "proposed_by__user"
        )
        self.grant: GrantRequest = get_or_404(rows, pk=self.kwargs["id"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        stale = step_up(request) if self.ctx is not None else None
        return stale or super().dispatch(request, *args, **kwargs)

    def page_context(self) -> dict[str, Any]:
        line = presenters.request_line(self.ctx, self.grant)
        open_ = self.grant.status == GrantRequest.Status.PROPOSED
        status = self.grant.get_status_display()
        purposes = rules.purposes_of(self.ctx.agency_type, self.grant.role)
        return {
            **super().page_context(),
            "line": line,
            "grant": self.grant,
            "is_open": open_,
            "status_words": status,
            "purposes": [str(words) for _code, words in purposes] if self.grant.role else [],
        }

    def make_form(self, data: Any) -> BaseForm:
        mine = self.grant.proposed_by.user_id == self.ctx.user_id
        return forms.EmptyForm(data) if mine else forms.DecisionForm(data)

    def act(self, form: BaseForm) -> HttpResponse:
        confirm = form.cleaned_data.get("answer") == "yes"
        reason = form.cleaned_data.get("reason", "")
        decision = actions.decide(
            self.ctx, request_id=self.grant.pk, confirm=confirm, reason=reason
        )
        if decision.code:
            member = self.grant.membership
            return show_code(self, decision.code, member.user.name if member else self.grant.name)
        said = {
            "confirmed": _("Confirmed"),
            "refused": _("Not confirmed. Your colleague sees why."),
            "withdrawn": _("Taken back"),
        }
        return self.done(said[decision.status], reverse("settings_people"))


def show_code(view: Any, code: str, name: str) -> HttpResponse:
    """The page that shows a one-time code, once, to hand over."""
    view.template_name = "agencies/code.jinja"
    link = view.request.build_absolute_uri(reverse("first_sign_in_link", args=[code]))
    response: HttpResponse = view.page(
        code=code, link=link, name=name, days=settings.SIGN_IN_LINK_DAYS
    )
    return response
