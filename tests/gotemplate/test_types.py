"""Values of Go's types: from JSON, printed, and encoded again."""

from __future__ import annotations

import pytest

from docker15_cli.gotemplate import template
from docker15_cli.gotemplate.lexer import TemplateError
from docker15_cli.gotemplate.types import Types
from docker15_cli.gotemplate.values import Mismatch, Struct, duration, moment

TYPES = Types(
    """
pets.Cat:
    Name string; ID string=Id; Age int64,omitempty; Tags []string; Home *House,omitempty;
    +Habits; Toys Toys; Seen time; Naps duration; Size [2]int; Limit *Limit; Any any
pets.Habits:
    Sleeps bool; Food map[string]string
pets.House:
    Street string
pets.Toys:
    map[pets.Toy][]House
pets.Limit:
    Soft int; Hard int
""",
    {"Limit": lambda limit: "{Soft}:{Hard}".format(**limit.fields)},
)
CAT = {
    "name": "Mia",
    "Id": "7",
    "Sleeps": True,
    "Food": {"noon": "fish", "morning": "milk"},
    "Home": {"Street": "High <St>"},
    "Toys": {"ball": [{"Street": "x"}], "box": None},
    "Seen": "2026-11-29T13:28:53.120Z",
    "Naps": 90 * 10**9,
    "Size": [3],
    "Limit": {"Soft": 1, "Hard": 2},
    "Unknown": 1,
}


def cat(json: object = CAT) -> Struct:
    return TYPES.struct("Cat").read(json)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (
            "{{.}}",
            "{Mia 7 0 [] &{High <St>} {true map[morning:milk noon:fish]} map[ball:[{x}] box:[]] "
            "2026-11-29 13:28:53.12 +0000 UTC 1m30s [3 0] 1:2 <nil>}",
        ),
        ("{{.Home}}|{{.Home.Street}}", "{High <St>}|High <St>"),
        ("{{printf `%v` .Home}}|{{printf `%+v` .Home}}", "&{High <St>}|&{Street:High <St>}"),
        ("{{printf `%T %T %T` .Home . .Toys}}", "*pets.House pets.Cat pets.Toys"),
        (
            "{{printf `%#v` .Tags}} {{printf `%#v` .Food}}",
            '[]string(nil) map[string]string{"morning":"milk", "noon":"fish"}',
        ),
        (
            "{{.Sleeps}} {{.Habits.Sleeps}} {{.Habits}}",
            "true true {true map[morning:milk noon:fish]}",
        ),
        ("{{.Food.noon}} {{.Food.night}}|{{index .Food `night`}}|", "fish <no value>||"),
        ("{{len .Food}} {{len .Tags}} {{len .Home.Street}}", "2 0 9"),
        ("{{range $k, $v := .Food}}{{$k}}={{$v}} {{end}}", "morning=milk noon=fish "),
        ("{{with .Home}}{{.Street}}{{end}}{{if .Home}}!{{end}}{{if .}}!{{end}}", "High <St>!!"),
        ("{{.Limit}} {{.Limit.Soft}} {{printf `%+v %d` .Limit .Limit}}", "1:2 1 1:2 &{1 2}"),
        ("{{.Naps}} {{printf `%d %s` .Naps .Naps}} {{gt .Naps 1}}", "1m30s 90000000000 1m30s true"),
        (
            "{{eq .Home .Home}} {{eq .Tags nil}} {{ne .Home nil}} {{eq .Any nil}}",
            "true true true true",
        ),
        (
            "{{json .Home}} {{json .Naps}} {{json .Seen}}",
            '{"Street":"High <St>"} 90000000000 "2026-11-29T13:28:53.12Z"',
        ),
        (
            "{{json .}}",
            '{"Name":"Mia","Id":"7","Tags":null,"Home":{"Street":"High <St>"},"Sleeps":true,'
            '"Food":{"morning":"milk","noon":"fish"},"Toys":{"ball":[{"Street":"x"}],"box":null},'
            '"Seen":"2026-11-29T13:28:53.12Z","Naps":90000000000,"Size":[3,0],'
            '"Limit":{"Soft":1,"Hard":2},"Any":null}',
        ),
    ],
)
def test_a_template_shows_typed_values_as_go_does(source: str, shown: str) -> None:
    assert template.compile(source).render_typed(cat()) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{.Home}} {{.Limit}} {{if .Home}}x{{end}}", "<nil> <nil> "),
        (
            "{{printf `%T %v %#v %s` .Home .Home .Home .Home}}",
            "*pets.House <nil> (*pets.House)(nil) %!s(*pets.House=<nil>)",
        ),
        (
            "{{.Toys}} {{json .Toys}} {{.Seen}} {{.Naps}}",
            "map[] null 0001-01-01 00:00:00 +0000 UTC 0s",
        ),
        (
            "{{json .}}",
            '{"Name":"","Id":"","Tags":null,"Sleeps":false,"Food":null,"Toys":null,'
            '"Seen":"0001-01-01T00:00:00Z","Naps":0,"Size":[0,0],"Limit":null,"Any":null}',
        ),
    ],
)
def test_what_json_leaves_out_is_zero(source: str, shown: str) -> None:
    assert template.compile(source).render_typed(cat({})) == shown


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{.Nope}}", "unknown field .Nope; the fields are: Name, ID, Age, Tags, Home, Sleeps"),
        ("{{.Home.Nope}}", "unknown field .Nope; the fields are: Street"),
        ("{{index .Toys `ball`}}", "index: expected a pets.Toy, got string"),
        ("{{range .Home}}{{end}}", "range can't iterate over struct"),
        ("{{len .}}", "len: struct has no length"),
        ("{{eq . .}}", "eq: can't compare struct with struct"),
        ("{{eq .Home `x`}}", "eq: can't compare *pets.House with string"),
    ],
)
def test_values_that_do_not_match_a_type(source: str, reason: str) -> None:
    with pytest.raises(TemplateError) as raised:
        template.compile(source).render_typed(cat())
    assert str(raised.value).startswith(reason)


def test_nil_has_no_fields() -> None:
    with pytest.raises(TemplateError, match=r"no \.Street in a nil pets\.House"):
        template.compile("{{.Home.Street}}").render_typed(cat({}))


@pytest.mark.parametrize(
    "json",
    [None, [], {"Name": 1}, {"Age": "x"}, {"Age": True}, {"Tags": {}}, {"Food": []}, {"Seen": "x"},
     {"Naps": "x"}, {"Size": {}}, {"Home": "x"}, {"Toys": {"ball": 1}}],
)  # fmt: skip
def test_json_of_another_type_is_a_mismatch(json: object) -> None:
    with pytest.raises(Mismatch):
        cat(json)


@pytest.mark.parametrize(
    ("nanoseconds", "shown"),
    [(0, "0s"), (1, "1ns"), (1500, "1.5µs"), (2_000_000, "2ms"), (1_500_000_000, "1.5s"),
     (30 * 10**9, "30s"), (3600 * 10**9, "1h0m0s"), (-(10**9), "-1s"), (10**15, "277h46m40s")],
)  # fmt: skip
def test_durations(nanoseconds: int, shown: str) -> None:
    assert duration(nanoseconds).text == shown


def test_moments_in_other_time_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    assert moment("2026-11-29T13:28:53+05:30").text == "2026-11-29 13:28:53 +0530 +0530"
    assert moment("2026-11-29T13:28:53-07:00").json == "2026-11-29T13:28:53-07:00"
