"""Taking a court list in: choose, check, import. Nothing is saved before the last button."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from throughcare.agencies.models import Place
from throughcare.core.models import Draft
from throughcare.court.actions import Change, Day, Taken
from throughcare.court.models import CourtList, ListEntry
from throughcare.exchange import presenters, previews
from throughcare.exchange.court_lists.tests.making import cath_list, party
from throughcare.exchange.tests.conftest import choose, entries, listed, take
from throughcare.screening.tests.pages import at_most, hidden

THREE = ("Mr Invented EXAMPLE", "Ms Other EXAMPLE", "Mr Third EXAMPLE")


def test_nothing_is_saved_before_the_last_button(bench: Any, nurse: Any, ctx_of: Any) -> None:
    answer = choose(nurse, listed(*THREE))
    assert (answer.status_code, answer["Location"]) == (302, reverse("import_check"))
    page = nurse.get(reverse("import_check"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Nothing saved yet" in text
    assert "Import 3 lines" in text
    assert entries(ctx_of, bench.nurse) == []


def test_the_button_takes_all_of_it_in_and_leads_to_the_day(
    bench: Any, nurse: Any, ctx_of: Any
) -> None:
    choose(nurse, listed(*THREE))
    answer = take(nurse)
    assert answer.status_code == 302
    assert answer["Location"] == f"/court/{bench.place.slug}/2026-11-20/"
    found = entries(ctx_of, bench.nurse)
    assert {entry.name_given for entry in found} == set(THREE)
    with ctx_of(bench.nurse) as ctx:
        assert not Draft.visible_to(ctx).filter(form=previews.DRAFT).exists()


def test_the_button_pressed_twice_takes_in_once(bench: Any, nurse: Any, ctx_of: Any) -> None:
    choose(nurse, listed(*THREE))
    url = reverse("import_check")
    posted = hidden(nurse.get(url))
    first, second = nurse.post(url, posted), nurse.post(url, posted)
    assert first["Location"] == second["Location"]
    with ctx_of(bench.nurse) as ctx:
        assert CourtList.visible_to(ctx).count() == 1


def test_the_same_file_again_changes_nothing_and_says_so(
    bench: Any, nurse: Any, ctx_of: Any
) -> None:
    choose(nurse, listed(*THREE))
    take(nurse)
    before = [(entry.pk, entry.version) for entry in entries(ctx_of, bench.nurse)]
    choose(nurse, listed(*THREE))
    text = nurse.get(reverse("import_check")).content.decode()
    assert "this very list was taken in before" in text
    assert "There is nothing to import." in text
    take(nurse)
    assert [(entry.pk, entry.version) for entry in entries(ctx_of, bench.nurse)] == before


def test_a_newer_list_shows_who_is_new_moved_and_gone(bench: Any, nurse: Any, ctx_of: Any) -> None:
    choose(nurse, listed(*THREE))
    take(nurse)
    newer = listed("Mr Invented EXAMPLE", "Ms Other EXAMPLE", room="7")
    choose(nurse, newer)
    text = nurse.get(reverse("import_check")).content.decode()
    assert counted(text) == {
        "New on the list": 0,
        "Changed": 2,
        "No change": 0,
        "No longer listed": 1,
        "Records deleted": 0,
    }
    assert "1 person is no longer listed" in text
    assert "court room" in text
    assert "Name not known" not in text
    take(nurse, extent="whole")
    found = {entry.name_given: entry for entry in entries(ctx_of, bench.nurse)}
    assert [found[name].gone for name in THREE] == [False, False, True]
    assert found["Mr Invented EXAMPLE"].room == "7"


def test_a_part_of_the_day_takes_nobody_off_the_list(bench: Any, nurse: Any, ctx_of: Any) -> None:
    five = (*THREE, "Ms Wait EXAMPLE", "Ms Zeal EXAMPLE")
    choose(nurse, listed(*five))
    take(nurse)
    choose(nurse, listed(*five[:2], room="7"))

    page = take(nurse)
    assert page.status_code == 422
    assert "Say whether it lists the whole day or a part" in page.content.decode()
    page = take(nurse, extent="part")

    assert page.status_code == 302
    found = {entry.name_given: entry for entry in entries(ctx_of, bench.nurse)}
    assert not any(entry.gone for entry in found.values())
    assert found[THREE[0]].room == "7"


def test_what_a_file_lists_is_asked_only_where_somebody_would_go(bench: Any, nurse: Any) -> None:
    choose(nurse, listed(*THREE))
    assert "What does this file list?" not in nurse.get(reverse("import_check")).content.decode()
    take(nurse)
    choose(nurse, listed(*THREE[:2]))
    text = nurse.get(reverse("import_check")).content.decode()
    assert re.search(r'value="whole"[^>]* checked', text)


def test_an_organisation_is_not_one_of_the_people_that_are_no_longer_listed() -> None:
    person, firm = (ListEntry(kind=kind, name_given="Ann Gray") for kind in ListEntry.Kind.values)
    for gone, heading, organisations in (
        ([person, firm], "1 person is no longer listed", "1 organisation is no longer listed"),
        ([person, person], "2 people are no longer listed", ""),
    ):
        taken = Taken([Day(place=Place(), on=date(2026, 11, 20), gone=gone)])
        assert presenters.gone_heading(taken) == heading
        assert len(presenters.gone_lines(taken.days)) == gone.count(person)
        said = presenters.gone_organisations(taken)
        assert said.startswith(organisations) and bool(said) == bool(organisations)


@pytest.mark.parametrize("number", [presenters.MOST_NAMES, presenters.MOST_NAMES + 3])
def test_names_that_do_not_fit_the_page_are_counted(number: int) -> None:
    entry = ListEntry(kind="person", name_given="Ann Gray")
    change = Change(entry, {"room": "7"}, {"room": "2"})
    day = Day(
        place=Place(), on=date(2026, 11, 20), gone=[entry] * number, changed=[change] * number
    )
    for lines in (presenters.gone_lines([day]), presenters.changed_lines([day])):
        more = number - presenters.MOST_NAMES
        assert lines[-1] == "and 3 more" if more else "Ann Gray" in lines[-1]
        assert len(lines) == presenters.MOST_NAMES + bool(more)


def counted(text: str) -> dict[str, int]:
    """What stands under "What will change"."""
    part = text.split("What will change", 1)[1].split("</ul>", 1)[0]
    found = re.findall(r"<span>([^<]+)</span><strong>(\d+)</strong>", part)
    return {label: int(number) for label, number in found}


TILE = r"<dt>([^<]+)</dt><dd class=\"app-stat__n\">(\d+)</dd>"


def test_who_is_named_otherwise_stands_under_both_names(bench: Any, nurse: Any) -> None:
    choose(nurse, listed("Ms Invented GRAY"))
    take(nurse)
    choose(nurse, listed("Mr Other BROWN"))
    text = nurse.get(reverse("import_check")).content.decode()
    assert "Invented GRAY, now Other BROWN: name" in text


def test_a_day_that_has_passed_and_lists_that_do_not_say_when_they_were_made_are_pointed_out(
    bench: Any, nurse: Any, ctx_of: Any
) -> None:
    def said(rows: str) -> str:
        choose(nurse, f"date,court,case number,name,room\n{rows}".encode(), "list.csv")
        return nurse.get(reverse("import_check")).content.decode()

    passed = f"2026-11-20,{bench.place.name},1,Invented EXAMPLE,{{}}\n" * 2
    text = said(passed.format(1, 1))
    assert "this day has passed" in text and "newer than the one" not in text
    take(nurse)
    assert "Is this one newer than the one taken in on" in said(passed.format(2, 2))
    far = passed.replace("2026-11-20", "2126-11-20")
    assert "this day has passed" not in said(far.format(1, 1))


def test_a_list_of_another_kind_says_that_nobody_is_found_again(bench: Any, nurse: Any) -> None:
    said = "the last list was of another kind (Throughcare&#39;s own CSV)"
    rows = f"date,court,case number,name\n20/11/2026,{bench.place.name},1,Invented EXAMPLE\n"
    choose(nurse, rows.encode(), "list.csv")
    assert said not in nurse.get(reverse("import_check")).content.decode()
    take(nurse)
    choose(nurse, listed(*THREE))
    assert said in nurse.get(reverse("import_check")).content.decode()
    take(nurse, extent="whole")
    choose(nurse, listed(*THREE[:2]))
    assert "of another kind" not in nurse.get(reverse("import_check")).content.decode()


def test_the_counts_add_up_to_the_lines_of_the_file(bench: Any, nurse: Any) -> None:
    table = (
        "date,court,case number,name,date of birth,custody\n"
        "20/11/2026,Northfield Magistrates' Court,1,Mr Invented EXAMPLE,02/03/1990,yes\n"
        "20/11/2026,Northfield Magistrates' Court,2,Ms Other EXAMPLE,31/02/1990,\n"
        "20/11/2026,Northfield Magistrates' Court,3,Mr, Third EXAMPLE,02/03/1990,\n"
        ",Northfield Magistrates' Court,4,Mr Fourth EXAMPLE,02/03/1990,\n"
        "20/11/2026,Northfield Magistrates' Court,5,,,\n"
    )
    choose(nurse, table.encode(), "list.csv")
    text = nurse.get(reverse("import_check")).content.decode()
    tiles = {label: int(number) for label, number in re.findall(TILE, text)}
    assert tiles == {"Ready": 1, "Ready, but check": 2, "Left out": 2, "In custody": 1}
    assert "4 lines to look at" in text
    assert "Cannot be read, so left out (2)" in text
    assert "It is kept as written and not matched on." in text
    assert "nobody is marked as no longer listed" in text
    assert "Import 3 lines" in text


def test_a_refused_file_is_said_beside_the_field_and_nothing_is_kept(
    bench: Any, nurse: Any, ctx_of: Any
) -> None:
    answer = choose(nurse, b'{"$schema": "x", "type": "object", "properties": {}}', "schema.json")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "This is a JSON schema" in text
    assert 'href="#id_file"' in text
    assert nurse.get(reverse("import_check"))["Location"] == reverse("import")
    with ctx_of(bench.nurse) as ctx:
        assert not Draft.visible_to(ctx).filter(form=previews.DRAFT).exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "The file is empty"), (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB")],
)
def test_an_empty_or_huge_file_is_refused(bench: Any, nurse: Any, data: bytes, said: str) -> None:
    answer = choose(nurse, data)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_no_file_is_said(bench: Any, nurse: Any) -> None:
    answer = nurse.post(reverse("import"), {"place": "list", "format": "auto"})
    assert answer.status_code == 422
    assert "Choose the court list" in answer.content.decode()


def test_a_court_that_is_not_ours_is_said_and_not_taken_in(
    bench: Any, nurse: Any, ctx_of: Any
) -> None:
    choose(nurse, listed(*THREE, court="Southfield"))
    text = nurse.get(reverse("import_check")).content.decode()
    assert "Southfield is none of your team" in text
    assert "There is nothing to import." in text
    choose(nurse, listed(*THREE, court="Southfield"), place=str(bench.place.pk))
    take(nurse)
    assert len(entries(ctx_of, bench.nurse)) == 3


def test_which_court_is_meant_is_said_on_the_page_and_known_the_next_time(
    make: Any, bench: Any, nurse: Any, ctx_of: Any
) -> None:
    url = reverse("import_check")
    choose(nurse, listed(*THREE, court="SOUTHFIELD JC"))
    other = make.place(make.agency("court"), kind="court", name="Elsewhere")
    for wrong in ("", str(other.pk), "x"):
        take(nurse, courts="1", court_0=wrong)
        assert "There is nothing to import." in nurse.get(url).content.decode(), wrong
    page = take(nurse, courts="1", court_0=str(bench.place.pk))
    assert (page.status_code, page["Location"]) == (302, url)
    text = nurse.get(url).content.decode()
    assert "Import 3 lines" in text and "none of your team" not in text
    assert entries(ctx_of, bench.nurse) == []
    take(nurse)
    assert len(entries(ctx_of, bench.nurse)) == 3
    choose(nurse, listed(*THREE, "Ms Fourth EXAMPLE", court="SOUTHFIELD JC"))
    assert "Import 4 lines" in nurse.get(url).content.decode()


def test_a_court_of_another_team_cannot_be_chosen(make: Any, bench: Any, nurse: Any) -> None:
    other = make.place(make.agency("court"), kind="court", name="Southfield")
    answer = choose(nurse, listed(*THREE), place=str(other.pk))
    assert answer.status_code == 422


def test_a_file_chosen_since_is_checked_first(bench: Any, nurse: Any, ctx_of: Any) -> None:
    choose(nurse, listed(*THREE))
    url = reverse("import_check")
    shown = hidden(nurse.get(url))
    choose(nurse, listed("Mr Fourth EXAMPLE"))
    answer = nurse.post(url, shown)
    assert answer.status_code == 409
    assert "Another file was chosen" in answer.content.decode()
    assert entries(ctx_of, bench.nurse) == []


def test_cancel_forgets_the_file(bench: Any, nurse: Any, ctx_of: Any) -> None:
    choose(nurse, listed(*THREE))
    assert take(nurse, cancel="1")["Location"] == reverse("import")
    assert nurse.get(reverse("import_check"))["Location"] == reverse("import")
    assert entries(ctx_of, bench.nurse) == []


def test_the_file_is_kept_for_hours_only(
    bench: Any, nurse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(nurse, listed(*THREE))
    assert nurse.get(reverse("import_check")).status_code == 200
    monkeypatch.setattr(previews, "KEPT_FOR", timedelta(seconds=-1))
    assert nurse.get(reverse("import_check")).status_code == 302


def test_a_colleague_does_not_see_the_file(bench: Any, nurse: Any, client_of: Any) -> None:
    choose(nurse, listed(*THREE))
    assert client_of(bench.colleague).get(reverse("import_check")).status_code == 302


def test_the_file_is_sealed(bench: Any, nurse: Any, ctx_of: Any) -> None:
    choose(nurse, listed(*THREE))
    with ctx_of(bench.nurse) as ctx:
        [draft] = Draft.visible_to(ctx).filter(form=previews.DRAFT)
        assert b"EXAMPLE" not in bytes(draft.sealed_fields)


def test_another_file_with_the_same_key_is_another_post(bench: Any, nurse: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    url = reverse("import")
    posted = {"place": "list", "format": "auto", "day": "", **hidden(nurse.get(url))}
    one, two = listed("Mr Invented EXAMPLE"), listed("Ms Other EXAMPLE")
    first = nurse.post(url, {**posted, "file": SimpleUploadedFile("a", one)})
    again = nurse.post(url, {**posted, "file": SimpleUploadedFile("a", one)})
    other = nurse.post(url, {**posted, "file": SimpleUploadedFile("a", two)})
    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 409)


@pytest.mark.parametrize("number", [1, 200])
def test_the_check_costs_the_same_however_long_the_list(
    bench: Any, nurse: Any, number: int
) -> None:
    names = [f"Mr Invented{place} EXAMPLE" for place in range(number)]
    choose(nurse, listed(*names))
    with at_most(12):
        page = nurse.get(reverse("import_check"))
    assert len(page.content) < 100_000


def test_what_a_list_says_is_shown_as_text(bench: Any, nurse: Any) -> None:
    import json

    case = {"caseUrn": "99ZZ1", "party": [party(individualSurname="<script>alert(1)</script>")]}
    found = cath_list({"case": [case]})
    found["courtLists"][0]["courtHouse"]["courtHouseName"] = "<b>Northfield</b>"
    choose(nurse, json.dumps(found).encode(), "<img src=x>.json")
    text = nurse.get(reverse("import_check")).content.decode()
    assert "<script>alert" not in text
    assert "<b>Northfield" not in text
    assert "<img src=x>" not in text


def test_only_the_health_team_takes_lists_in(make: Any, bench: Any, client_of: Any) -> None:
    """The court and probation at court cover the court too: a second list counts all twice."""
    covers = (bench.place,)
    court = make.team(make.agency("court"), covers=covers)
    others = [
        make.member("manager"),
        make.member("court_officer", team=court),
        make.member(
            "probation_practitioner", team=make.team(make.agency("probation"), covers=covers)
        ),
        make.member("police_liaison", team=make.team(make.agency("police"), covers=covers)),
    ]
    for other in others:
        client = client_of(other)
        for name in ("import", "import_check", "import_problems"):
            assert client.get(reverse(name)).status_code in (403, 404), (other.role, name)
    assert client_of(bench.colleague).get(reverse("import")).status_code == 200


def test_the_problems_can_be_sent_to_who_makes_the_list_and_name_nobody(
    bench: Any, nurse: Any, client_of: Any
) -> None:
    table = (
        "date,court,case number,name,date of birth,reporting restriction\n"
        "20/11/2026,Northfield Magistrates' Court,=2+5,Ms Other EXAMPLE,31/02/1990,\n"
        "20/11/2026,Northfield Magistrates' Court,3,Mr Kept EXAMPLE,31/02/1990,Section 45\n"
        ",Northfield Magistrates' Court,4,Mr Fourth EXAMPLE,02/03/1990,\n"
    )
    url = reverse("import_problems")
    assert nurse.get(url)["Location"] == reverse("import")
    choose(nurse, table.encode(), "list.csv")
    shown = " ".join(nurse.get(reverse("import_check")).content.decode().split())
    assert "It names nobody. 1 is left out: a reporting restriction." in shown
    assert client_of(bench.colleague).get(url).status_code == 302
    answer = nurse.get(url)
    assert answer.headers["Content-Type"] == "text/csv"
    text = answer.content.decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["where", "code", "what is wrong", "what happens"]
    assert [row[1] for row in rows[1:]] == ["formula", "bad_birth_date", "left_out_no_date"]
    assert "EXAMPLE" not in text and "1990" not in text and "2+5" not in text
