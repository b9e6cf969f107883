from tests.journeys.practitioner.test_first_use import *


def test_pictures(suite, desk):
    nurse = desk(suite.nurse)
    page = nurse.page

    def pic(name):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.screenshot(path=f"/tmp/pic_{name}.png", full_page=True)
        page.set_viewport_size({"width": 320, "height": 900})
        page.screenshot(path=f"/tmp/pic_{name}_320.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})

    page.goto("/")
    pic("today_empty")
    page.goto(f"/custody/{suite.place.slug}/add/")
    pic("add")
    when_two_people_are_put_on_the_list(nurse)
    pic("custody")
    page.goto("/")
    pic("today")
    page.goto(f"/custody/{suite.place.slug}/")
    link(page, "Find the record").click()
    pic("match")
    page.goto(f"/custody/{suite.place.slug}/")
    link(page, "Change").click()
    pic("entry")
    page.goto(f"/custody/{suite.place.slug}/")
    when_marcus_is_added_to_our_records(nurse)
    pic("screening")
    when_marcus_is_screened(nurse)
    pic("today_after")
    page.goto("/?list=custody")
    pic("today_custody")
    page.goto("/today/print/")
    pic("print")
    page.goto("/")
    page.get_by_role("link", name="Marcus Bright").first.click()
    pic("person")
    page.get_by_role("link", name="Screenings").click()
    page.get_by_role("link", name="Screening, ").first.click()
    pic("screen")
