"""The last pages of the tablet: check and finish, stop and get help, give it back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from throughcare.my import easy, presenters
from throughcare.my.actions import answering
from throughcare.my.models import Handover
from throughcare.my.views.tablet import Status, TabletView


class TabletCheck(TabletView):
    """After the last question: check, or finish."""

    template_name = "my/tablet_check.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lines = None
        if request.GET.get("show") == "answers":
            urls = [self.url("tablet_question", n) for n in range(1, len(self.asked) + 1)]
            lines = presenters.answer_lines(self.asked, self.tapped, urls)
        return self.page(
            answers=lines,
            who_sees=presenters.who_sees(self.row),
            ideas=easy.check(self.row),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.change_look():
            return HttpResponseRedirect(self.url("tablet_check"))
        answering.finish(self.own, self.row)
        return HttpResponseRedirect(self.url("tablet_end"))


class TabletStop(TabletView):
    """Stop and get help: numbers at once, one press to stop and tell a worker."""

    template_name = "my/tablet_stop.jinja"
    shown_in = Handover.LIVE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(
            telephone=self.row.telephone,
            back_url=self.right_page(),
            ideas=easy.stop(self.row),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.change_look():
            return HttpResponseRedirect(self.url("tablet_stop"))
        answering.stop(self.own, self.row)
        return HttpResponseRedirect(self.url("tablet_end"))


class TabletEnd(TabletView):
    """The last page. The tablet is given back; staff unlock their own screen."""

    template_name = "my/tablet_end.jinja"
    shown_in = (Status.FINISHED, Status.STOPPED, Status.LAPSED, Status.TAKEN_BACK)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        heading, lines = presenters.end_words(self.row)
        crisis = presenters.crisis_lines() if self.row.in_charge_id or self.stopped else []
        staff = reverse("lock") if request.user.is_authenticated else ""
        return self.page(
            heading=heading,
            lines=lines,
            ideas=easy.end(self.row),
            crisis_lines=crisis,
            staff_url=staff,
        )

    @property
    def stopped(self) -> bool:
        return self.row.status == Status.STOPPED
