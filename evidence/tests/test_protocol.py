"""The protocol is refused with file, key and remedy, or hashed by what it decides."""

import pytest

from evidence.problems import BadInput
from evidence.protocol import read_protocol
from evidence.tests.small_studies import write_protocol


def test_what_nobody_says_has_its_default(tmp_path):
    protocol = read_protocol(write_protocol(tmp_path))

    assert protocol["method"] == {
        "kind": "nearest",
        "ratio": 1,
        "replace": False,
        "caliper_sd": 0.2,
        "exact": (),
        "order": "largest",
        "cross_fit": 0,
    }
    assert protocol["follow_up"]["days"] == 365
    assert protocol["looks"]["planned"] == 1


def test_the_hash_is_of_what_is_decided_not_of_how_it_is_written(tmp_path):
    path = write_protocol(tmp_path)
    first = read_protocol(path).sha256
    text = path.read_text()

    path.write_text("# a comment\n" + text.replace('id = "T-1"', 'id   =   "T-1"'))
    assert read_protocol(path).sha256 == first
    words = [
        "words = { reoffended = 'a', housed = 'b' }",
        "words = { housed = 'b', reoffended = 'a' }",
    ]
    hashes = {read_protocol(write_protocol(tmp_path, outcomes=one)).sha256 for one in words}
    assert len(hashes) == 1
    path.write_text(text.replace("[method]", "[method]\nratio = 1\ncaliper_sd = 0.20"))
    assert read_protocol(path).sha256 == first


@pytest.mark.parametrize(
    "change",
    [
        {"method": "ratio = 2"},
        {"method": "caliper_sd = 0.21"},
        {"primary": "custody"},
        {"numeric": '["previous", "age"]'},
        {"outcomes": 'others = ["custody"]'},
        {"more": "[dictionary.age]\nmax = 90"},
    ],
)
def test_every_decision_changes_the_hash(tmp_path, change):
    first = read_protocol(write_protocol(tmp_path)).sha256

    assert read_protocol(write_protocol(tmp_path, **change)).sha256 != first


@pytest.mark.parametrize(
    ("said", "place", "words"),
    [
        ({"method": "kinds = 'nearest'"}, "method.kinds", r"not a setting. Did you mean \[kind\]"),
        ({"more": "[metod]"}, "metod", r"Did you mean \[method\]"),
        ({"method": "kind = 'closest'"}, "method.kind", "must be one of nearest, radius"),
        ({"method": "ratio = 0"}, "method.ratio", "whole number from 1"),
        ({"method": "ratio = true"}, "method.ratio", "whole number from 1"),
        ({"method": "caliper_sd = -1"}, "method.caliper_sd", "above 0"),
        ({"method": "caliper_sd = nan"}, "method.caliper_sd", "above 0"),
        ({"method": "replace = 1"}, "method.replace", "true or false"),
        ({"method": 'exact = ["age"]'}, "method.exact", "not in covariates.factor"),
        ({"method": 'kind = "iptw"\nexact = ["sex"]'}, "method.exact", "needs method.kind nearest"),
        ({"numeric": "[]", "factor": "[]"}, "covariates", "names no column"),
        ({"numeric": '["age", "age"]'}, "covariates.numeric", "twice"),
        ({"numeric": '"age"'}, "covariates.numeric", "must be a list"),
        ({"numeric": '["sex"]'}, "covariates", "both numeric and factor"),
        ({"covariates": 'recorded_on = {height = "on"}'}, "recorded_on", "not a covariate"),
        ({"primary": "age"}, "outcomes", "is a covariate"),
        ({"outcomes": 'others = ["reoffended"]'}, "outcomes.others", "the primary outcome"),
        ({"data": 'events = "events.csv"'}, "follow_up.data_to", "is missing"),
        ({"follow_up": 'data_to = "soon"'}, "follow_up.data_to", "must be a date"),
        ({"follow_up": "data_to = 2026-06-30T10:00:00"}, "follow_up.data_to", "must be a date"),
        ({"more": '[subgroups]\nby = ["age"]'}, "subgroups.by", "is numeric"),
        ({"more": "[dictionary]\nage = 3"}, "dictionary.age", "must be a section"),
        ({"more": "[dictionary.age]\nmost = 3"}, "dictionary.age.most", "not a setting"),
        ({"data": 'events = "postgresql://me:secret@host/db#e"'}, "data.events", "password"),
        ({"primary": " "}, "outcomes.primary", "must not be empty"),
        ({"primary": "a\\u0000b"}, "outcomes.primary", "not text"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_key(tmp_path, said, place, words):
    path = write_protocol(tmp_path, **said)

    with pytest.raises(BadInput, match=words) as wrong:
        read_protocol(path)

    assert wrong.value.file == str(path)
    assert place in wrong.value.place
    assert "secret" not in str(wrong.value)


@pytest.mark.parametrize(
    "content", [b"[study\n", b"\xff\xfe\x00", b"study = 3", b"", b"a" * 100_000, b"\0"]
)
def test_a_file_that_is_no_protocol_is_refused(tmp_path, content):
    path = tmp_path / "evaluation.toml"
    path.write_bytes(content)

    with pytest.raises(BadInput):
        read_protocol(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadInput, match="is not there"):
        read_protocol(tmp_path / "evaluation.toml")
