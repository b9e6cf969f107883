"""A page asks the database at most 12 times, for whichever role asks most.

``make statements`` prints the table.
"""

from __future__ import annotations

from tests.routes.addresses import routes
from tests.routes.counting import statements
from tests.routes.expected import expected
from tests.routes.stage import ROLES, Stage, undone
from throughcare.core.views import StaffView

#: architecture.md, "Budgets": besides BEGIN, COMMIT and savepoints.
MOST = 12
PER_ROUTE = 3


def test_each_page_keeps_to_its_statements(stage: Stage) -> None:
    asked: dict[str, tuple[int, str]] = {}
    with undone():  # what is asked once a process is not the page's
        stage.client("clinician").get("/")
    for route in (each for each in routes() if issubclass(each.view, StaffView)):
        allowed = [who for who in ROLES if expected(who, route) == 200][:PER_ROUTE]
        for who in allowed:
            with undone(), statements() as sent:
                response = stage.client(who).get(route.url(stage))
            if response.status_code == 200:
                asked[route.name] = max(asked.get(route.name, (0, "")), (len(sent), who))
    for name, (count, who) in sorted(asked.items(), key=lambda item: -item[1][0]):
        print(f"{count:>3}  {name:<28} {who}")
    assert len(asked) > 60
    over = {name: count for name, (count, _who) in asked.items() if count > MOST}
    assert not over
