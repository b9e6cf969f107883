"""Two teams and one referral: sent in five actions, accepted in four, told back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.journeys.browser import check_accessible
from throughcare.core import clock
from throughcare.referrals import actions
from throughcare.referrals.models import Referral
from throughcare.referrals.tests.conftest import build

pytestmark = pytest.mark.browser


@pytest.fixture
def county(site: Any) -> Any:
    return build(site.make)


class Doing:
    """Counts presses that are not typing prose."""

    def __init__(self, page: Any) -> None:
        self.page, self.actions = page, 0

    def press(self, role: str, name: Any) -> None:
        self.page.get_by_role(role, name=name).first.click()
        self.actions += 1


def when_somebody_is_referred(doing: Doing, county: Any) -> None:
    page = doing.page
    page.goto(f"/people/{county.person.reference}/referrals/")
    doing.press("link", "Refer")
    page.get_by_text("What they will see").first.wait_for()
    doing.press("radio", "Northfield Bereavement Support")
    page.get_by_label("Reason for referral").fill("His mother died in March")
    page.get_by_label("What we are asking you to do").fill("Offer a first appointment")
    doing.press("radio", re.compile("Yes, Daniel agrees"))
    doing.press("button", "Check and send")
    page.get_by_role("heading", name="Check before you send").wait_for()
    doing.press("button", "Send")
    page.get_by_role("heading", name="Sent").wait_for()


def when_it_is_accepted(doing: Doing) -> None:
    page = doing.page
    page.goto("/")
    doing.press("link", re.compile("1 referral to your team waits"))
    doing.press("link", "Daniel Okafor")
    doing.press("radio", "Accept and offer a first appointment")
    day = clock.today() + timedelta(days=3)
    page.get_by_label("Day", exact=True).fill(day.strftime("%d/%m/%Y"))
    page.get_by_label("Time").fill("2pm")
    doing.press("button", "Send reply")
    page.get_by_text("Accepted, with a first appointment").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_referral_is_sent_in_five_actions_and_accepted_in_four(
    county: Any, desk: Any, script: bool
) -> None:
    sender = Doing(desk(county.nurse, script=script).page)
    when_somebody_is_referred(sender, county)
    assert sender.actions <= 5
    receiver = Doing(desk(county.bereavement, script=script).page)
    when_it_is_accepted(receiver)
    assert receiver.actions <= 4
    sender.page.goto("/")
    text = sender.page.locator("main").inner_text()
    assert "First appointment offered: tell the person" in text


def test_every_page_of_referrals_is_accessible(county: Any, desk: Any, site: Any) -> None:
    page = desk(county.nurse).page
    person = f"/people/{county.person.reference}"
    page.goto(f"{person}/referrals/new/")
    check_accessible(page)
    page.get_by_role("button", name="Check and send").click()
    page.get_by_text("There is a problem").wait_for()
    check_accessible(page)
    when_somebody_is_referred(Doing(page), county)
    check_accessible(page)
    for name in ("referrals/", "transfers/new/", "signposts/new/"):
        page.goto(f"{person}/{name}")
        check_accessible(page)
    page.goto("/services/")
    check_accessible(page)
    with site.working_as(county.bereavement) as ctx:
        row = Referral.visible_to(ctx).get()
        row = actions.accept_referral(ctx, referral_id=row.pk)
        at = clock.now() - timedelta(hours=1)
        actions.book_first(ctx, referral=row, at=at, place="Room 1")
    inbox = desk(county.bereavement).page
    inbox.goto("/referrals/")
    check_accessible(inbox)
    inbox.get_by_role("link", name="Daniel Okafor").click()
    check_accessible(inbox)
    inbox.get_by_role("button", name="Came", exact=True).click()
    inbox.get_by_text("Whoever sent it is told").wait_for()
    check_accessible(inbox)
