"""The local directory: looked through by everybody, kept by named staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership, Team
from throughcare.agencies.selectors import live
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import NotAllowed
from throughcare.core.small_forms import SmallForm
from throughcare.core.views import FormView, StaffView, get_or_404
from throughcare.referrals import access, codes, files, presenters, selectors
from throughcare.referrals.actions import directory
from throughcare.referrals.directory_forms import ImportForm, ServiceForm
from throughcare.referrals.forms import EmptyForm
from throughcare.referrals.models import DirectoryService
from throughcare.sharing.selectors import teams_to_share_with

if TYPE_CHECKING:
    from django.forms import BaseForm


class Directory(StaffView):
    """All services, or those for one need. It names nobody who is referred."""

    action: ClassVar[str] = "list"
    template_name = "referrals/directory.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("need", "")
        need = asked if asked in dict(codes.choices("needs")) else ""
        return self.page(
            rows=[
                (row, presenters.who_for(row), presenters.wait_words(row),
                 presenters.how_words(row), presenters.checked_words(row),
                 presenters.service_tag(row))
                for row in selectors.services(need=need)
            ],
            needs=codes.choices("needs"),
            need=need,
            keeps=access.keeps_directory(self.ctx),
        )  # fmt: skip


class Export(StaffView):
    """The directory as a file for a spreadsheet."""

    action: ClassVar[str] = "list"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = HttpResponse(files.write(selectors.services()), content_type="text/csv")
        answer.headers["Content-Disposition"] = 'attachment; filename="services.csv"'
        return answer


class OneService(StaffView):
    """A page about one service."""

    service: DirectoryService

    def fetch(self) -> None:
        rows = DirectoryService.objects.select_related("team__agency", "kept_by__user", "agency")
        self.service = get_or_404(rows, slug=self.kwargs["slug"])

    def page_context(self) -> dict[str, Any]:
        return {
            **super().page_context(),
            "service": self.service,
            "tag": presenters.service_tag(self.service),
        }


class Show(OneService):
    action: ClassVar[str] = "read"
    template_name = "referrals/service.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(
            terms=presenters.service_terms(self.service),
            may_change=directory.may_change(self.ctx, self.service)
            and self.service.closed_on is None,
        )


class KeepsDirectory(SmallForm):
    """A form for those who keep the directory."""

    template_name = "referrals/service_form.jinja"
    back_words = gettext_lazy("Back to services")

    def back(self) -> str:
        return reverse("services")

    def check_access(self) -> None:
        super().check_access()
        if not access.keeps_directory(self.ctx):
            raise NotAllowed("create", "administrators of care agencies keep the directory")


class _Typed(FormView):
    """What the form of an entry needs: teams with an inbox, colleagues who keep entries."""

    form_class: ClassVar[type[BaseForm]] = ServiceForm

    @cached_property
    def teams(self) -> dict[str, Team]:
        rows = teams_to_share_with()
        return {str(row.pk): row for row in rows if row.agency.type in CARE_TYPES}

    @cached_property
    def keepers(self) -> list[tuple[str, str]]:
        rows = Membership.objects.filter(live(), team__agency_id=self.ctx.agency_id)
        rows = rows.select_related("user", "team").order_by("user__name")
        return [(str(row.pk), f"{row.user.name}, {row.team.name}") for row in rows]

    def form_kwargs(self) -> dict[str, Any]:
        teams = [(pk, f"{row.name}, {row.agency.name}") for pk, row in self.teams.items()]
        return {"teams": teams, "keepers": self.keepers}

    def facts(self, form: BaseForm) -> dict[str, Any]:
        typed = form.cleaned_data
        in_product = typed["how"] == DirectoryService.How.TEAM
        team = self.teams.get(typed["team"]) if in_product else None
        return {
            **form.facts(),  # type: ignore[attr-defined]
            "team": team,
            "kept_by_id": typed["kept_by"],
        }


class Add(_Typed, KeepsDirectory):
    """One more service."""

    action: ClassVar[str] = "create"
    heading = gettext_lazy("Add a service")

    def form_kwargs(self) -> dict[str, Any]:
        initial = {
            "kept_by": str(self.ctx.membership_id),
            "takes": DirectoryService.Takes.ALL,
        }
        return {**super().form_kwargs(), "initial": initial}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        service = directory.add_service(self.ctx, facts=self.facts(form))
        return self.done(_("Added."), reverse("service", args=[service.slug]))


class KeptService(SmallForm, OneService):
    """A form about one service, for those who keep it."""

    action: ClassVar[str] = "amend"
    form_class: ClassVar[type[BaseForm]] = EmptyForm
    template_name = "referrals/service_form.jinja"
    back_words = gettext_lazy("Back to this service")

    def back(self) -> str:
        return reverse("service", args=[self.service.slug])

    def check_access(self) -> None:
        super().check_access()
        if not directory.may_change(self.ctx, self.service):
            raise NotAllowed("amend", "who keeps the entry changes it")


class Change(_Typed, KeptService):
    """What the directory says of a service is changed, and so looked at."""

    heading = gettext_lazy("Change this entry")

    def form_kwargs(self) -> dict[str, Any]:
        return {**super().form_kwargs(), "initial": ServiceForm.initial_of(self.service)}

    def hidden(self) -> Any:
        from django.utils.html import format_html

        version = self.request.POST.get("version") or self.service.version
        return format_html(
            '{}<input type="hidden" name="version" value="{}">', super().hidden(), version
        )

    def form_valid(self, form: BaseForm) -> HttpResponse:
        seen = self.request.POST.get("version", "")
        version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
        facts = self.facts(form)
        directory.change_service(self.ctx, service=self.service, version=version, facts=facts)
        return self.done(_("Changed."), self.back())


class Checked(KeptService):
    """It is right as it stands: looked at today."""

    heading = gettext_lazy("Is this entry right as it stands?")
    button = gettext_lazy("Yes, checked today")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        directory.check_service(self.ctx, service=self.service)
        return self.done(_("Checked today."), self.back())


class Close(KeptService):
    """It takes nobody any more."""

    heading = gettext_lazy("Close this entry?")
    button = gettext_lazy("Close it")
    button_variant = "warning"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        directory.close_service(self.ctx, service=self.service)
        return self.done(_("Closed. Nobody is referred to it any more."), reverse("services"))


class Import(KeepsDirectory):
    """A file adds and changes entries; every problem is said, and nothing is half in."""

    action: ClassVar[str] = "create"
    form_class = ImportForm
    template_name = "referrals/import.jinja"

    def make_form(self, data: Any) -> BaseForm:
        return ImportForm(data, self.request.FILES if data is not None else None)

    def page_context(self) -> dict[str, Any]:
        return {
            **super().page_context(),
            "columns": files.COLUMNS,
            "problems": [],
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        teams = [row for row in teams_to_share_with() if row.agency.type in CARE_TYPES]
        found = files.read(form.cleaned_data["file"].read(), teams)
        if found.problems:
            form.add_error("file", _("Nothing was taken in. Put the file right and try again."))
            return self.page(form=form, problems=found.problems[:50], status=422)
        brought = directory.bring_in(self.ctx, found.rows)
        said = _("%(added)s added, %(changed)s changed.") % {
            "added": len(brought.added),
            "changed": len(brought.changed),
        }
        return self.done(said, reverse("services"))
