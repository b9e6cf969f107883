"""Settings → Available locally: what reports to the court say that there is."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.views import SettingsForm, SettingsView
from throughcare.core import clock
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.core.views import get_or_404
from throughcare.court_reports import provided, providing, provision
from throughcare.court_reports import provision_presenters as presenters
from throughcare.court_reports.models import ProvisionList
from throughcare.court_reports.provision_forms import FileForm, LineForm

if TYPE_CHECKING:
    from django.forms import BaseForm

    from throughcare.court_reports.provided import Provided


class OfProvision:
    """A page about the list of the agency."""

    ctx: Any
    request: HttpRequest
    #: What is wrong with the site's file, where that is the list and cannot be read.
    fault = ""

    def check_access(self) -> None:
        super().check_access()  # type: ignore[misc]
        if self.ctx.agency_type not in CARE_TYPES:
            raise NotAllowed("manage_settings", "agencies that give care write such reports")

    @cached_property
    def now(self) -> Provided:
        try:
            return provided.of_agency(self.ctx.agency_id)
        except provision.ProvisionFault as fault:
            self.fault = str(fault)
            return provided.Provided(())

    @cached_property
    def courts(self) -> dict[str, str]:
        named = {slug for line in self.now.lines for slug in line.courts}
        return provided.courts_here(self.ctx, *named)


class ShowProvision(OfProvision, SettingsView):
    """The lines that hold now, and the versions before."""

    template_name = "court_reports/provision.jinja"

    def page_context(self) -> dict[str, Any]:
        now = self.now
        wanted = self.request.GET.get("court", "")
        chosen = wanted if wanted in self.courts else ""
        lines = [x for x in now.lines if not chosen or not x.courts or chosen in x.courts]
        name = settings.LOCAL_PROVISION_FILE
        return super().page_context() | {
            "fault": self.fault,
            "rows": presenters.rows(lines, self.courts),
            "courts": self.courts,
            "court": chosen,
            "total": len(now.lines),
            "versions": [
                (presenters.version_words(each), each.number)
                for each in provided.versions(self.ctx)
            ],
            "file": name.rpartition("/")[2] if now.version is None else "",
        }


class LinePage(OfProvision, SettingsForm):
    """A form about one line."""

    template_name: ClassVar[str] = "court_reports/provision_line.jinja"
    form_class = LineForm
    heading: ClassVar[Any] = ""
    line: provision.Provision | None = None

    def form_kwargs(self) -> dict[str, Any]:
        if self.line is None:
            today = clock.today()
            return {"courts": self.courts, "initial": {"checked_on": today, "starts_on": today}}
        return {"courts": self.courts, "initial": LineForm.initial_of(self.line)}

    def page_context(self) -> dict[str, Any]:
        said = presenters.checked_words(self.line) if self.line else ""
        return super().page_context() | {"line": self.line, "checked": said}


class AddLine(LinePage):
    """One more thing that is available."""

    heading = gettext_lazy("Add what is available")

    def act(self, form: BaseForm) -> HttpResponse:
        try:
            providing.add_line(self.ctx, line=form.line())  # type: ignore[attr-defined]
        except MoveNotAllowed:
            form.add_error(None, _("The list is full. Take off what has ended first."))
            return self.page(form=form, status=422)
        except provision.ProvisionFault as fault:
            words = _("The file of this site cannot be read (%(why)s). Bring in a file first.")
            form.add_error(None, words % {"why": fault})
            return self.page(form=form, status=422)
        return self.done(_("Added."), reverse("settings_provision"))


class ChangeLine(LinePage):
    """Change a line, say that it is right as it stands, or take it off."""

    heading = gettext_lazy("Change this line")

    def fetch(self) -> None:
        super().fetch()  # type: ignore[misc]
        if self.ctx.agency_type in CARE_TYPES:
            self.line = self.now.line(str(self.kwargs["id"]))
        if self.line is None:
            raise Http404

    def make_form(self, data: Any) -> BaseForm:
        """What a button says of the whole line needs no other field."""
        form = super().make_form(data)
        if data is not None and data.get("do") in ("checked", "remove"):
            for name, field in form.fields.items():
                field.required = False
                if name != "version":
                    field.disabled = True
        return form

    def act(self, form: BaseForm) -> HttpResponse:
        do = str(form.data.get("do", ""))
        known = {"line_id": self.kwargs["id"], "version": form.seen()}  # type: ignore[attr-defined]
        if do == "checked":
            providing.check_line(self.ctx, **known)
            said = _("Checked today.")
        elif do == "remove":
            providing.remove_line(self.ctx, **known)
            said = _("Taken off the list.")
        else:
            line = form.line()  # type: ignore[attr-defined]
            providing.change_line(self.ctx, line=line, **known)
            said = _("Changed.")
        return self.done(said, reverse("settings_provision"))


class TakeFileIn(OfProvision, SettingsForm):
    """A file becomes the list; one wrong row, and nothing changes."""

    template_name = "court_reports/provision_file.jinja"
    form_class = FileForm

    def make_form(self, data: Any) -> BaseForm:
        files = self.request.FILES if data is not None else None
        return FileForm(data, files, initial={"version": self.now.number})

    def posted_fields(self) -> dict[str, list[str]]:
        """The file is a part of what was posted: another file is another post."""
        digests = []
        for given in self.request.FILES.getlist("file"):
            given.seek(0)
            digests.append(hashlib.sha256(given.read()).hexdigest())
        return {**super().posted_fields(), "files": digests}

    def act(self, form: BaseForm) -> HttpResponse:
        given = form.cleaned_data["file"]
        given.seek(0)
        try:
            made = providing.take_file_in(
                self.ctx,
                name=str(given.name)[:200],
                data=given.read(),
                version=form.cleaned_data["version"] or 0,
            )
        except provision.ProvisionFault as fault:
            form.add_error("file", _("Nothing was taken in. %(why)s") % {"why": fault})
            return self.page(form=form, status=422)
        said = _("Taken in: %(count)s lines.") % {"count": len(made.lines)}
        return self.done(said, reverse("settings_provision"))


class DownloadProvision(OfProvision, SettingsView):
    """The list as a file, as it stands now or in an older version."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("version", "")
        lines, name = self.now.lines, "provision.toml"
        if asked:
            rows = ProvisionList.objects.filter(agency_id=self.ctx.agency_id)
            number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
            lines = provided.lines_of(get_or_404(rows, number=number))
            name = f"provision-{number}.toml"
        answer = HttpResponse(provision.to_text(lines), content_type="application/toml")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
