"""The tablet: one question a page, in the person's own context. Back never reaches the record."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.my import easy, marks, own_session, presenters, rules
from throughcare.my.actions import answering, keeping
from throughcare.my.models import Handover
from throughcare.my.views.own import OwnView

Status = Handover.Status


class TabletView(OwnView):
    """A page of a tablet that this browser was handed."""

    template_name = "my/tablet_end.jinja"
    #: In which states of the handover the page is there; else the person is led to the right one.
    shown_in: ClassVar[tuple[Status, ...]] = (Status.ANSWERING,)
    row: Handover
    own: Context
    asked: list[rules.Question]
    tapped: dict[tuple[str, int], str]

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        held = own_session.tablet_of(request)
        if held is None or held["code"] != kwargs["code"] or self.ctx is None:
            return self.without_tablet()
        self.own = self.ctx
        self.row = answering.locked(self.own, held["handover"])  # type: ignore[arg-type]
        self.own.shown.people(self.row.person_id)
        self.own.shown.objects(self.row.pk)
        if self.row.status in Handover.LIVE and rules.is_over(self.row, clock.now()):
            answering.lapse(self.own, self.row)
        if self.row.status not in self.shown_in:
            return HttpResponseRedirect(self.right_page())
        if self.row.status in Handover.LIVE:
            self.tapped = keeping.tapped(self.own, self.row.pk)
            self.asked = rules.questions(keeping.set_of(self.row), self.tapped)
        return super().answer(request, *args, **kwargs)

    def without_tablet(self) -> HttpResponse:
        """Another code, another browser, or nobody's any more: one answer for all of them."""
        return self.page(status=410, template="my/tablet_closed.jinja", called="")

    def right_page(self) -> str:
        if self.row.status == Status.READY:
            return self.url("tablet")
        if self.row.status == Status.ANSWERING:
            return self.url("tablet_question", self.where_left())
        return self.url("tablet_end")

    def where_left(self) -> int:
        tapped = keeping.tapped(self.own, self.row.pk)
        asked = rules.questions(keeping.set_of(self.row), tapped)
        return rules.next_number(asked, tapped) or len(asked)

    def url(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.kwargs["code"], *more])

    def page(self, status: int = 200, template: str = "", **context: Any) -> HttpResponse:
        row = getattr(self, "row", None)
        shown = {"called": row.called, "row": row} if row is not None else {}
        if row is not None and row.status in Handover.LIVE:
            shown["stop_url"] = self.url("tablet_stop")
        return super().page(status, template, **{**shown, **context})

    def go(self) -> str:
        """Which button was pressed; pressing Enter is Next."""
        pressed: str = self.request.POST.get("go", "next")
        return pressed

    def change_look(self) -> bool:
        """The buttons for larger words and for pictures; they keep the page where it is."""
        name = self.go()
        if name not in ("larger", "pictures"):
            return False
        setattr(self.row, name, not getattr(self.row, name))
        self.row.save(update_fields=[name])
        return True


class Tablet(TabletView):
    """Takes the code once, then the three lines before the first question."""

    template_name = "my/tablet_start.jinja"
    shown_in = (Status.READY,)

    def without_tablet(self) -> HttpResponse:
        """A code that nobody has opened yet opens here."""
        code = str(self.kwargs["code"])
        if self.request.method != "GET" or self.ctx is not None:
            return super().without_tablet()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT app.claim_tablet(%s, %s)",
                [marks.tablet_mark(code), settings.TABLET_IDLE_MINUTES],
            )
            answer = cursor.fetchone()[0]
        if answer is None:
            return super().without_tablet()
        found = json.loads(answer) if isinstance(answer, str) else answer
        own_session.hold_tablet(
            self.request, handover_id=found["id"], member_id=found["member"], code=code
        )
        return HttpResponseRedirect(self.request.path)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(
            lines=presenters.first_lines(self.row),
            ideas=easy.start(self.row, len(self.asked)),
            total=len(self.asked),
            is_safety=self.row.in_charge_id is not None,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.change_look():
            return HttpResponseRedirect(self.url("tablet"))
        answering.begin(self.own, self.row)
        return HttpResponseRedirect(self.url("tablet_question", 1))


class TabletQuestion(TabletView):
    """One question: tap an answer, press Next."""

    template_name = "my/tablet_question.jinja"
    number: int
    question: rules.Question

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.number = kwargs["q"]
        return super().answer(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show() if self.is_there() else HttpResponseRedirect(self.right_page())

    def is_there(self) -> bool:
        if not 1 <= self.number <= len(self.asked):
            return False
        self.question = self.asked[self.number - 1]
        return True

    def show(self, *, chosen: str = "", error: str = "") -> HttpResponse:
        period, words = presenters.question_words(self.question)
        return self.page(
            status=422 if error else 200,
            number=self.number,
            total=len(self.asked),
            period=period,
            words=words,
            tiles=presenters.tiles(self.question),
            chosen=chosen or self.tapped.get(self.question.key, ""),
            who_sees=presenters.who_sees(self.row),
            ideas=[easy.who_sees(self.row)],
            error=error,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_there():
            return HttpResponseRedirect(self.right_page())
        chosen = request.POST.get("answer", "")
        known = {tile.value for tile in presenters.tiles(self.question)}
        if self.go() == "skip":
            chosen = rules.DECLINED
        elif chosen not in known:
            chosen = ""
        told = bool(chosen) and answering.tap(self.own, self.row, self.question, chosen)
        if self.change_look():
            return HttpResponseRedirect(self.request.path)
        if told:
            return HttpResponseRedirect(self.url("tablet_told", self.number))
        return self.onward(answered=bool(chosen))

    def onward(self, *, answered: bool) -> HttpResponse:
        if self.go() == "back":
            back = self.url("tablet_question", max(1, self.number - 1))
            return HttpResponseRedirect(back)
        if not answered:
            return self.show(error=_("Choose an answer, or press “I do not want to answer”"))
        return HttpResponseRedirect(self.after(self.number))

    def after(self, number: int) -> str:
        """The next question; a first question may have closed its questionnaire meanwhile."""
        tapped = keeping.tapped(self.own, self.row.pk)
        total = len(rules.questions(keeping.set_of(self.row), tapped))
        if number < total:
            return self.url("tablet_question", number + 1)
        return self.url("tablet_check")


class TabletTold(TabletQuestion):
    """Calm words after a safety answer, with the numbers to ring; then the next question."""

    template_name = "my/tablet_told.jinja"
    http_method_names = ["get"]

    def show(self, *, chosen: str = "", error: str = "") -> HttpResponse:
        return self.page(
            who_talks=presenters.who_talks(self.row),
            ideas=easy.told(self.row),
            whom_to_tell=easy.whom_to_tell(self.row),
            telephone=self.row.telephone,
            next_url=self.after(self.number),
        )
