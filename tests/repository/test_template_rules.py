"""Every form that posts is guarded against forgery and against being sent twice; nothing inline."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from tests.repository.sources import places, product, read

FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
POSTS = re.compile(r"method=\"post\"", re.IGNORECASE)
#: The hidden key of core.views.FormView, put in by the view, the form, or the merge page.
KEY = re.compile(r"hidden\(\)|idempotency_key|merge_hidden")

#: Forms whose post is harmless when it comes twice: file -> how many and why.
WITHOUT_KEY = {
    "throughcare/accounts/jinja2/accounts/account.jinja": (2, "sets preferences; ends sessions"),
    "throughcare/accounts/jinja2/accounts/again.jinja": (1, "sign-in: asks for the password"),
    "throughcare/accounts/jinja2/accounts/change_password.jinja": (1, "sign-in: the old one is"),
    "throughcare/accounts/jinja2/accounts/enter_code.jinja": (1, "sign-in: a code works once"),
    "throughcare/accounts/jinja2/accounts/first_code.jinja": (1, "sign-in: a code works once"),
    "throughcare/accounts/jinja2/accounts/first_password.jinja": (1, "sign-in: a link works once"),
    "throughcare/accounts/jinja2/accounts/lock.jinja": (2, "sign-in: opens the screen; signs out"),
    "throughcare/accounts/jinja2/accounts/recovery_codes_new.jinja": (1, "sign-in: the last hold"),
    "throughcare/accounts/jinja2/accounts/second_factor.jinja": (1, "sign-in: a code works once"),
    "throughcare/accounts/jinja2/accounts/second_factor_remove.jinja": (1, "sign-in: removes once"),
    "throughcare/accounts/jinja2/accounts/sign_in.jinja": (2, "sign-in"),
    "throughcare/accounts/jinja2/accounts/sign_out.jinja": (1, "signs out"),
    "throughcare/agencies/jinja2/agencies/choose_role.jinja": (2, "the session's role; signs out"),
    "throughcare/court/jinja2/court/day.jinja": (1, "searches the list of the day"),
    "throughcare/design/jinja2/components/status.jinja": (1, "undo: a batch is undone once"),
    "throughcare/design/jinja2/components/table.jinja": (1, "an example in a comment"),
    "throughcare/design/jinja2/design/guide.jinja": (5, "the page that shows the components"),
    "throughcare/design/jinja2/layouts/_header.jinja": (2, "searches; signs out"),
    "throughcare/design/jinja2/layouts/_lock_banner.jinja": (1, "extends the session"),
    "throughcare/design/jinja2/layouts/lock.jinja": (1, "signs out"),
    "throughcare/my/jinja2/my/code.jinja": (1, "sign-in: a code works once"),
    "throughcare/my/jinja2/my/own_frame.jinja": (
        3,
        "the language; which pages are shown; signs out",
    ),
    "throughcare/my/jinja2/my/questions.jinja": (1, "opens a set, which begins once"),
    "throughcare/my/jinja2/my/roadmap.jinja": (1, "says the same of a step again"),
    "throughcare/my/jinja2/my/sign_in.jinja": (1, "sign-in: a new code ends the one before"),
    "throughcare/my/jinja2/my/tablet_check.jinja": (1, "a tablet ends once"),
    "throughcare/my/jinja2/my/tablet_one.jinja": (1, "a tablet is taken back once"),
    "throughcare/my/jinja2/my/tablet_question.jinja": (1, "the same answer to a question again"),
    "throughcare/my/jinja2/my/tablet_start.jinja": (1, "a tablet begins once"),
    "throughcare/my/jinja2/my/tablet_stop.jinja": (1, "a tablet ends once"),
    "throughcare/today/jinja2/today/find.jinja": (2, "searches"),
    "throughcare/today/jinja2/today/today.jinja": (1, "leads to a page that carries a key"),
}

INLINE = {
    "script": re.compile(r"<script(?![^>]*\bsrc=)"),
    "style": re.compile(r"<style\b|\sstyle=[\"']"),
    "handler": re.compile(r"\son[a-z]+=[\"']|javascript:"),
    "address of another host": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//"),
}


def post_forms() -> list[tuple[str, str]]:
    """Each form that posts, with its file."""
    return [
        (str(path), form)
        for path in product(".jinja")
        for form in FORM.findall(read(path))
        if POSTS.search(form[: form.index(">")])
    ]


def test_every_form_that_posts_is_guarded_against_forgery() -> None:
    forms = post_forms()
    assert len(forms) > 30
    assert [path for path, form in forms if "csrf_input" not in form] == []


def test_every_form_that_writes_carries_the_key_that_makes_a_second_post_harmless() -> None:
    without: dict[str, int] = defaultdict(int)
    for path, form in post_forms():
        without[path] += not KEY.search(form)
    counted = {path: count for path, count in without.items() if count}
    assert counted == {path: count for path, (count, _why) in WITHOUT_KEY.items()}


#: Served by nobody: one file that is handed on and must look right by itself.
SELF_CONTAINED = {"evidence/report/report.html.jinja"}


@pytest.mark.parametrize("what", INLINE)
def test_no_template_has_anything_inline(what: str) -> None:
    found = places(INLINE[what], product(".jinja"))
    assert {path for path, _, _ in found} <= (SELF_CONTAINED if what == "style" else set())
