"""Invented content for the style guide: each component in each state it can have."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.safestring import mark_safe

from throughcare.core import clock
from throughcare.design import differences
from throughcare.design.guide_forms import FilterForm, GuideForm, QuestionsForm, wrong_form
from throughcare.design.merging import BOTH, MergeForm
from throughcare.design.parts import (
    Comparison,
    Entry,
    Figure,
    Group,
    Identity,
    Step,
    Tag,
    Term,
    Version,
    WorkRow,
)
from throughcare.design.shell import Message, NavItem, Shell


def context() -> dict[str, Any]:
    """Everything that ``design/guide.jinja`` shows."""
    return {
        "shell": _shell(),
        "form": GuideForm(initial={"born": date(1991, 3, 14), "version": 1, "outcome": "today"}),
        "wrong": wrong_form(),
        "questions": QuestionsForm(initial={"safe": "no", "tried": "yes"}, prefix="q"),
        "wrong_questions": QuestionsForm({"w-tried": "yes"}, prefix="w"),
        "filters": FilterForm(auto_id="filter-%s"),
        "identity": _identity(),
        "tabs": (
            NavItem("Journey", "#journey", current=True),
            NavItem("Assessments", "#assessments", count=2),
            NavItem("Sharing", "#sharing"),
        ),
        "steps": _steps(),
        "entries": _entries(),
        "chips": (NavItem("All", "#all", current=True), NavItem("Health", "#health")),
        "know_first": (
            mark_safe("<strong>Contact by text only.</strong> No voicemail and no letters."),
            "Easy read, short sentences.",
        ),
        "work": _work(),
        "bulk": (("pass", "Pass to a colleague"), ("print", "Print list")),
        "comparisons": _comparisons(),
        "terms": (
            Term("Treatment (lead)", "Helen Marsh · 01632 960 114"),
            Term("Looks like", "Northfield daily list", "This is not right", "#wrong"),
        ),
        "figures": (
            Figure("Ready", "18", "rows with nothing to check"),
            Figure("Left out", "2", "rows 9 and 23", warn=True),
        ),
        "merge": _merge(),
        "now": clock.now(),
        "soon": clock.now() + timedelta(minutes=20),
        "today": clock.today(),
    }


def _shell() -> Shell:
    return Shell(
        user_name="Priya Nair",
        role_words="Liaison and diversion",
        account_url="#account",
        sign_out_url="#sign-out",
        search=True,
        nav=tuple(
            NavItem(label, f"#{label.lower()}", current=label == "Today")
            for label in ("Today", "People", "Custody", "Court", "Rota", "Figures", "Guides")
        ),
        footer=(NavItem("Help and contact", "#help"), NavItem("Accessibility statement", "#a11y")),
        notice="Style guide. Every person and figure shown is made up.",
        messages=(
            Message("Screening saved: Marcus Bright.", "Start the assessment", "#assess", "#undo"),
            Message("The court list has changed since you opened it.", level="info"),
        ),
    )


def _identity() -> Identity:
    return Identity(
        name="Leanne Whitlock",
        reference="TC-7K2M9QX4",
        url="#record",
        likes="Lea",
        born=date(1991, 3, 14),
        nhs_number="9994913581",
        facts=(("Cell", "3"),),
        tags=(Tag("In treatment", "green"), Tag("Order ends 10 September 2027")),
    )


def _steps() -> tuple[Step, ...]:
    return (
        Step("Screened", "3 September"),
        Step("Assessed", "4 September"),
        Step("Court report", "4 September"),
        Step("Sentenced", "11 September"),
        Step("Treatment", "Session 7 of 12", "now"),
        Step("Follow-up", "Due 24 March 2027", "next"),
    )


def _entries() -> tuple[Entry, ...]:
    return (
        Entry(
            "Today, 2pm",
            "Treatment session 7 of 12",
            "#s7",
            "Northfield probation office, room 2.",
            "Helen Marsh, treatment team",
            "Seen by everyone on the plan",
            state="next",
        ),
        Entry(
            "12 November",
            "We cancelled session 7",
            text="Does not count as missed.",
            by="Helen Marsh, treatment team",
            seen_by="Seen by everyone on the plan",
            state="quiet",
        ),
        Entry(
            "5 November",
            "Session 6: safety plan agreed",
            "#s6",
            "Lea chose 3 people to call.",
            "Helen Marsh, treatment team",
            "Health team only",
            outcome="Copy given to Lea.",
        ),
    )


def _work() -> tuple[Group, ...]:
    return (
        Group("Do first", (_SHANICE, _DANIEL)),
        Group("Later today", (_TOMASZ, _GARETH), "2 people"),
    )


_SHANICE = WorkRow(
    "a1", "Shanice Campbell", "#p1", "Screen", "9am", "flagged at 8:31am", True, "30",
    "9994607251", "Custody sergeant worried about self-harm", "#t1", "Northfield, cell 3",
    Tag("Urgent", "red"),
)  # fmt: skip
_DANIEL = WorkRow(
    "a2", "Daniel Okafor", "#p2", "Check and issue court report", "9:05am", "in 5 minutes", True,
    "34", "9994182633", "Assessment ended 8:55am", "", "Magistrates, court 2", Tag("Draft"),
)  # fmt: skip
_TOMASZ = WorkRow(
    "a3", "Tomasz Zielinski", "#p3", "Screen with Polish interpreter", "10:30am",
    "interpreter booked", False, "45", "", "By phone, 30 minutes", "", "Northfield, cell 11",
    Tag("Booked"),
)  # fmt: skip
_GARETH = WorkRow(
    "a4", "Gareth Pugh", "#p4", "Chase referral", "2pm", "5 working days", False, "52",
    "9994718363", "No reply from Northfield Recovery", "", "Phone", Tag("Overdue", "orange"),
)  # fmt: skip


def _comparisons() -> tuple[Comparison, ...]:
    return (
        Comparison("Family name", "Zielinski", "Zieliński", "near", "Same but for the accent"),
        Comparison("Sex", "Male", "Male", "yes"),
        Comparison("Address", "Northfield", "Not shown to you", "no", "Compared for you"),
        Comparison("GP", "Not asked", "Not shown to you", "none"),
    )


def _merge() -> dict[str, Any]:
    before = "Appointments every 2 weeks. Text the day before."
    mine = "Appointments every 2 weeks. Text the day before, and again 1 hour before."
    theirs = "Appointments every 2 weeks, on Fridays at 11am. Text the day before."
    both = differences.put_together(before, mine, theirs)
    return {
        "mine": Version("Yours", "Helen Marsh, treatment team · 2:52pm, kept as a draft", mine),
        "theirs": Version("Sam\u2019s", "Sam Adeyemi, probation · saved 2:40pm", theirs),
        "mine_pieces": differences.mark(before, mine),
        "theirs_pieces": differences.mark(before, theirs),
        "before": before,
        "form": MergeForm(
            their_name="Sam", initial={"keep": BOTH, "text": both, "seen_version": 2}
        ),
    }
