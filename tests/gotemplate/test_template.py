"""`--format` templates, compared with docker's output, and their errors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.gotemplate import frame, template
from docker15_cli.gotemplate.template import Row, TemplateError
from docker15_cli.gotemplate.values import NilMap, NilPointer
from docker15_cli.output import table
from tests.gotemplate import docker_language
from tests.gotemplate.docker_formats import CONTAINER, INSPECTED, VOLUME, VOLUMES


@pytest.mark.parametrize(("source", "expected"), INSPECTED)
def test_a_container_is_formatted_as_docker_does(source, expected):
    assert template.compile(source).render(CONTAINER) == expected


@pytest.mark.parametrize(("source", "expected"), VOLUMES)
def test_values_of_every_type_are_formatted_as_docker_does(source, expected):
    assert template.compile(source).render(VOLUME) == expected


# -- refused before anything is printed

REFUSED = {
    "{{": "unclosed action",
    "{{.Name": "unclosed action",
    "{{.Name}": "unexpected '}'",
    "{{}}": "missing value for command",
    "{{if}}x{{end}}": "missing value for if",
    "{{()}}": "missing value for parentheses",
    "{{1 | }}": "missing value for command",
    "{{|}}": "missing value for command",
    "{{(1}}": "missing )",
    "{{1)}}": "unexpected ')'",
    "{{if true}}x": "no {{end}} for {{if}}",
    "{{range .}}x": "no {{end}} for {{range}}",
    "{{if 1}}a{{else}}b{{else}}c{{end}}": "no {{end}} for {{if}}",
    "{{if 1}}a{{else with 1}}b{{end}}": "unexpected 'with'",
    "{{range .}}a{{else if 1}}b{{end}}": "unexpected 'if'",
    "{{end}}": "unexpected {{end}}",
    "x{{else}}": "unexpected {{else}}",
    "{{if 1}}a{{end x}}": "unexpected 'x'",
    "{{break}}": "{{break}} outside of {{range}}",
    "{{range .}}{{end}}{{continue}}": "{{continue}} outside of {{range}}",
    "{{break 1}}": "unexpected '1'",
    "{{/* x }}": "unclosed comment",
    "{{/* x */ .Name}}": "unclosed comment",
    "{{nil}}": "nil is not a command",
    "{{foo}}": "no function 'foo'; there are: and, call, eq, ge, gt, html, index, join, js, ",
    '{{define "x"}}': "no {{end}} for {{define}}",
    '{{block "x" .}}': "no {{end}} for {{block}}",
    '{{define "x"}}{{else}}{{end}}': "no {{end}} for {{define}}",
    "{{define x}}{{end}}": "{{define}} takes a name in quotation marks",
    "{{template .Name}}": "{{template}} takes a name in quotation marks",
    '{{if 1}}{{define "x"}}{{end}}{{end}}': "no function 'define'",
    '{{define "x"}}a{{end}}{{define "x"}}b{{end}}': "the template 'x' is defined twice",
    "{{print foo}}": "no function 'foo'",
    "{{upper}}": "wrong number of arguments for upper: want 1, got 0",
    '{{"a" | upper "b"}}': "wrong number of arguments for upper: want 1, got 2",
    "{{print len}}": "wrong number of arguments for len: want 1, got 0",
    "{{and}}": "wrong number of arguments for and: want 1, got 0",
    "{{ne 1}}": "wrong number of arguments for ne: want 2, got 1",
    "{{.Name 1}}": "'.Name' in the template is not a function",
    "{{1 | 2}}": "'2' in the template is not a function",
    "{{$x}}": "undefined variable $x",
    "{{$x = 1}}": "undefined variable $x",
    "{{if true}}{{$x := 1}}{{end}}{{$x}}": "undefined variable $x",
    "{{range $x := .}}{{else}}{{end}}{{$x}}": "undefined variable $x",
    "{{$.a := 1}}": "can't assign to $.a",
    "{{$a, $b := 1}}": "too many variables",
    "{{range $a, $b, $c := .}}{{end}}": "too many variables",
    "{{..}}": "unexpected '.'",
    "{{.Name.}}": "unexpected '.'",
    "{{.Name.9}}": "unexpected '.9'",
    '{{print "a""b"}}': "unexpected '\"b\"'",
    '{{print "a"`b\nc`}}': "unexpected '`b\\nc`'",
    "{{true.x}}": "unexpected '.x'",
    "{{ - 3}}": "unexpected '-'",
    "{{-.Name}}": "unexpected '-'",
    "{{1.x}}": "bad number '1.x'",
    "{{0b12}}": "bad number '0b12'",
    '{{"a}}': 'unterminated "',
    '{{"a\nb"}}': 'unterminated "',
    "{{`a}}": "unterminated `",
    "{{'a}}": "unterminated '",
    "{{'ab'}}": "is not one character",
    r'{{"\q"}}': r"bad escape '\\q'",
    "{{" + "(" * 5000 + "1" + ")" * 5000 + "}}": "nested too deeply",
}


@pytest.mark.parametrize("source", REFUSED)
def test_a_malformed_template_is_refused_when_compiled(source):
    with pytest.raises(TemplateError) as caught:
        template.compile(source)
    assert REFUSED[source] in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


# -- refused once the data is known, as by docker

UNSUITABLE = {
    "{{.Status.null.x}}": "no .x in nil",
    "{{.Name.x}}": "no .x in string",
    "{{.Status.list.x}}": "no .x in list",
    "{{upper .Status.null}}": "upper: expected a string, got nil",
    "{{upper .Status.zero}}": "upper: expected a string, got float64",
    '{{join .Name ","}}': "join: expected a list, got string",
    "{{len .Status.none}}": "len: nil has no length",
    "{{len 3}}": "len: int has no length",
    "{{index .Status.null 1}}": "index: nil has no members",
    "{{index .Status.list 9}}": "index: index out of range: 9",
    "{{index .Status.list -1}}": "index: index out of range: -1",
    "{{index .Status.list true}}": "index: expected an integer, got bool",
    '{{index .Status.list "a"}}': "index: expected an integer, got string",
    "{{index .Status 1}}": "index: expected a string, got int",
    '{{slice "abc" 2 1}}': "slice: slice [2:1] out of range",
    '{{slice "abc" 4}}': "slice: slice [4:3] out of range",
    "{{slice 3}}": "slice: can't slice int",
    '{{truncate "abc" -1}}': "truncate: index out of range: -1",
    "{{range true}}{{end}}": "range can't iterate over bool",
    '{{range "abc"}}{{end}}': "range can't iterate over string",
    "{{eq 1}}": "eq: missing argument for comparison",
    "{{eq 1 1.0}}": "eq: can't compare int with float64",
    '{{eq .Name "x" 1}}': "eq: can't compare string with int",
    "{{eq .Status.map .Status.map}}": "eq: can't compare map with map",
    "{{lt 1 2.0}}": "lt: can't compare int with float64",
    "{{lt true false}}": "lt: can't compare bool with bool",
    "{{gt nil 1}}": "gt: can't compare nil with int",
}


@pytest.mark.parametrize("source", UNSUITABLE)
def test_a_template_that_does_not_match_the_data_is_an_error(source):
    compiled = template.compile(source)
    with pytest.raises(TemplateError) as caught:
        compiled.render(VOLUME)
    assert str(caught.value) == UNSUITABLE[source]


def test_data_nested_too_deeply_to_print_is_an_error():
    data: list[object] = []
    for _ in range(100_000):
        data = [data]
    with pytest.raises(TemplateError, match="nested too deeply"):
        template.compile("{{.}}").render(data)


# -- where Python's values allow a choice


@pytest.mark.parametrize(
    "source",
    [
        '{{pad "x" 99999999999 1}}',
        '{{pad "x" 1 99999999999}}',
        '{{pad "x" 1000001 0}}',
        '{{pad "x" -1 0}}',  # Go panics
        '{{pad "x" 100000000000000000000000 1}}',
        '{{with pad "x" 999999 0}}' + "{{with print . .}}" * 40 + "{{end}}" * 41,
        '{{with pad "x" 999999 0}}' + "{{with printf `%s%s` . .}}" * 40 + "{{end}}" * 41,
        '{{with pad "x" 999999 0}}' + "{{with println . .}}" * 40 + "{{end}}" * 41,
    ],
)
def test_no_text_takes_all_memory(source):
    """H8: it was an internal error, or took all memory of the machine."""
    with pytest.raises(TemplateError) as raised:
        template.compile(source).render(None)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("verb", ["d", "x", "b", "o", "c", "q", "s", "v", "f", "e", "g"])
@pytest.mark.parametrize("width", ["999999999", "-99999999999", ".999999999", "1.99999999999"])
@pytest.mark.parametrize("value", ["7", '"x"', "1.5", "true"])
def test_no_width_takes_all_memory(verb, width, value):
    """H8."""
    assert len(template.compile(f"{{{{printf `%{width}{verb}` {value}}}}}").render(None)) < 20_000


def test_the_largest_width_of_gos_printf():
    assert len(template.compile('{{pad "x" 1000000 1000000}}').render(None)) == 2_000_001


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('{{template "x"}}{{define "x"}}{{template "x"}}{{end}}', "nested too deeply"),
        ('{{template "x"}}{{define "x"}}a{{template "x"}}{{template "x"}}{{end}}', "too deeply"),
        ("".join(f'{{{{define "{n}"}}}}{f"{{{{template `{n - 1}`}}}}" * 9}{{{{end}}}}'
                 for n in range(1, 30)) + '{{define "0"}}{{end}}{{template "29"}}', "too long"),
        ("".join(f'{{{{define "{n}"}}}}{f"{{{{template `{n - 1}`}}}}" * 9}{{{{end}}}}'
                 for n in range(1, 9)) + '{{define "0"}}' + "x" * 10_000 +
         '{{end}}{{template "8"}}', "prints too much"),
        ("{{range 1000000000}}{{end}}", "too long"),
        ("{{range 1000000000}}" + "x" * 1000 + "{{end}}", "prints too much"),
        ('{{printf "' + "%1000000d" * 70 + '"' + " 1" * 70 + "}}", "the text is too long"),
        ('{{template "none"}}', "no template 'none' is defined"),
    ],
)  # fmt: skip
def test_no_template_runs_or_prints_without_end(source, reason):
    with pytest.raises(TemplateError, match=reason) as raised:
        template.compile(source).render(None)
    assert "\n" not in str(raised.value)


def test_no_template_works_longer_than_its_time(monkeypatch):
    """Even fewer steps take that long if each call makes Python allocate more stack."""
    rendered = template.compile("{{range 5000}}{{end}}done")
    assert rendered.render(None) == "done"
    monkeypatch.setattr(frame, "_MOST_TIME", 0.0)
    with pytest.raises(TemplateError, match="the template takes too long"):
        rendered.render(None)


@pytest.mark.parametrize("source", docker_language.SHOWN)
def test_the_language_is_that_of_go(source):
    """The text is docker's, or there is an error in both."""
    expected = docker_language.SHOWN[source]
    try:
        shown = template.compile_object(source, {}).render({"Name": "vol1"})
    except TemplateError:
        shown = None
    assert shown == expected


def test_a_definition_may_use_the_rows_fields():
    compiled = template.compile_rows('{{define "x"}}{{.Size}}{{end}}{{template "x" .}}{{.ID}}')
    assert compiled.fields == ("ID",)
    assert compiled.mentioned == {"ID", "Size"}
    with pytest.raises(TemplateError, match=r"unknown field \.Size; the fields are: ID"):
        compiled.render(Row({"ID": "1"}, {}))


def test_integers_from_json_stay_integers():
    assert template.compile("{{.}} {{json .}}").render(10**20) == f"{10**20} {10**20}"


def test_json_keeps_the_order_of_the_keys():
    data = {"Id": "1", "Created": 2, "Command": ["é<"]}
    assert template.compile("{{json .}}").render(data) == '{"Id":"1","Created":2,"Command":["é<"]}'


def test_a_null_list_joins_to_nothing():
    assert template.compile('{{join .Cmd " "}}.').render({"Cmd": None}) == "."


def test_a_template_can_be_rendered_many_times():
    compiled = template.compile("{{$n := .}}{{range 2}}{{$n}}{{$n = 0}}{{end}}")
    assert [compiled.render(number) for number in (1, 2)] == ["10", "20"]


# -- the fields


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ("plain", ()),
        ("{{.Names}} {{.ID}} {{.Names}}", ("Names", "ID")),
        ("{{.State.Pid}}{{$.Config.Env}}{{(index $.Ports 0).Type}}", ("State", "Config", "Ports")),
        ("{{if .A}}{{.B}}{{else if .C}}{{.D}}{{end}}", ("A", "B", "C", "D")),
        ("{{with .A}}{{.x}}{{$.B}}{{else with .C}}{{.y}}{{else}}{{.D}}{{end}}", tuple("ABCD")),
        ("{{range .A}}{{if .x}}{{.y}}{{end}}{{else}}{{.B}}{{end}}{{.C}}", ("A", "B", "C")),
        ("{{range $.A}}{{range .x}}{{.y}}{{$.B}}{{end}}{{.z}}{{end}}", ("A", "B")),
    ],
)
def test_fields_are_the_top_level_names_in_order(source, fields):
    assert template.compile(source).fields == fields


def test_check_names_the_unknown_field_and_the_known_ones():
    compiled = template.compile("{{.ID}} {{range .Ports}}{{.Type}}{{end}} {{.Nmaes}}")
    compiled.check(["ID", "Ports", "Nmaes"])
    with pytest.raises(TemplateError) as caught:
        compiled.check(["ID", "Names", "Ports"])
    assert str(caught.value) == "unknown field .Nmaes; the fields are: ID, Names, Ports"


# -- docker's own objects

ZEROS = {"Health": NilPointer(), "Labels": NilMap(), "Volumes": NilMap()}
OBJECT = {
    "Id": "4f66ad",
    "State": {"Running": True, "Pid": 7},
    "Config": {"Env": None, "Labels": {"tier": "front"}, "Volumes": {"/srv": {}}},
    "HostConfig": {"Dns": ["::1"], "Volumes": None},
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{.ID}} {{.Id}} {{.HostConfig.DNS}}", "4f66ad 4f66ad [::1]"),
        ("{{.Config.Env}} {{json .Config.Env}} {{len .Config.Env}}", "[] null 0"),
        ("{{range .Config.Env}}x{{else}}none{{end}}", "none"),
        ("{{.HostConfig.Volumes}} {{json .HostConfig.Volumes}}", "map[] null"),
        ("{{.State.Health}} {{json .State.Health}} {{not .State.Health}}", "<nil> null true"),
        ("{{if .State.Health}}{{.State.Health.Status}}{{end}}.", "."),
        ("{{.Config.Labels.tier}} {{.Config.Labels.Tier}}", "front <no value>"),
        ("{{.Config.Volumes}}", "map[/srv:{}]"),
        ("{{json .Config}}", '{"Env":null,"Labels":{"tier":"front"},"Volumes":{"/srv":{}}}'),
    ],
)
def test_what_an_engine_leaves_out_is_shown_as_by_docker(source, expected):
    assert template.compile_object(source, ZEROS).render(OBJECT) == expected


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{.Nosuch}}", "unknown field .Nosuch; the fields are: Id, State, Config, HostConfig"),
        ("{{.State.Runing}}", "unknown field .Runing; the fields are: Running, Pid"),
        ("{{$.State.Runing}}", "unknown field .Runing; the fields are: Running, Pid"),
        (
            "{{with .State}}{{.Runing}}{{end}}",
            "unknown field .Runing; the fields are: Running, Pid",
        ),
        ("{{.State.Health.Status}}", "no .Status in nil"),
        ("{{.Id.x}}", "no .x in string"),
    ],
)
def test_an_objects_unknown_field_is_an_error(source, message):
    compiled = template.compile_object(source, ZEROS)
    with pytest.raises(TemplateError) as caught:
        compiled.render(OBJECT)
    assert str(caught.value) == message


# -- rows and tables, recorded from `docker ps --format`

ROW = {"ID": "4f66ad9a0b2e", "Names": "web", "Image": "busybox", "State": "running"}
TITLES = Row({"ID": "CONTAINER ID", "Names": "NAMES", "Image": "IMAGE", "State": "STATE"}, {})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"table {{.ID}}\t{{.Names}}", "CONTAINER ID   NAMES\n4f66ad9a0b2e   web\n"),
        (r"tablexx{{.ID}}", "xxCONTAINER ID\nxx4f66ad9a0b2e\n"),
        (
            r'table {{upper .ID}}\t{{json .Names}}\t{{join (split .Image "s") "+"}}',
            'CONTAINER ID   NAMES     IMAGE\n4F66AD9A0B2E   "web"     bu+ybox\n',
        ),
        (
            r"table {{truncate .ID 3}}\t{{pad .Image 1 1}}|",
            "CONTAINER ID    IMAGE |\n4f6             busybox |\n",
        ),
        (r"table {{.ID}}\t{{len .Names}}", "CONTAINER ID   5\n4f66ad9a0b2e   3\n"),
        (
            r'table {{if eq .State "running"}}R{{else}}{{.State}}{{end}}\t{{.Names}}',
            "STATE     NAMES\nR         web\n",
        ),
    ],
)
def test_a_table_is_laid_out_as_docker_does(source, expected):
    compiled = template.compile_rows(source)
    assert compiled.is_table
    lines = [compiled.header(TITLES), compiled.render(ROW)]
    laid_out = table.plain([line.split("\t") for line in lines], least=10)
    assert "".join(f"{line}\n" for line in laid_out) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"{{.ID}}\t{{.Names}}\n--", "4f66ad9a0b2e\tweb\n--"),
        ("  {{.ID}}  ", "4f66ad9a0b2e"),
        (r'{{join (split .Image "s") "\n"}}', "bu\nybox"),
        (r"{{.ID}} \n {{- .Names}}", "4f66ad9a0b2eweb"),
        (r"{{print `\t`}}", r"\t"),
    ],
)
def test_escapes_in_a_row_count_between_actions_only(source, expected):
    compiled = template.compile_rows(source)
    assert not compiled.is_table
    assert compiled.render(ROW) == expected


def test_a_header_ends_where_the_titles_do_not_match():
    compiled = template.compile_rows(r"table {{.ID}}\t{{index .Ports 80}}\t{{.Names}}")
    assert compiled.header(Row({"ID": "CONTAINER ID", "Ports": "PORTS"}, {})) == "CONTAINER ID\t"


LABELLED = Row({"ID": "4f66ad"}, {"Label": lambda key: "front" if key == "tier" else ""})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{{.Label "tier"}}', "front"),
        ('{{"tier" | .Label | upper}}', "FRONT"),
        ('{{if eq (.Label "tier") "front"}}{{.ID}}{{end}}', "4f66ad"),
        ("{{json .}}", '{"ID":"4f66ad"}'),
    ],
)
def test_a_field_with_an_argument(source, expected):
    compiled = template.compile_rows(source, ["Label"])
    compiled.check(["ID"])
    assert compiled.render(LABELLED) == expected


@pytest.mark.parametrize("source", ['{{.ID "x"}}', '{{.Label "a" "b"}}'])
def test_a_wrong_argument_of_a_field(source):
    with pytest.raises(TemplateError):
        template.compile_rows(source, ["Label"])


def test_only_rows_have_a_field_with_an_argument():
    compiled = template.compile_rows('{{range split .ID "f"}}{{.Label "tier"}}{{end}}', ["Label"])
    with pytest.raises(TemplateError, match=r"no \.Label in string"):
        compiled.render(LABELLED)


# -- any text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
PIECES = """
    {{ }} {{- -}} . .A $ $x | ( ) := = , if else end range with break nil true 1 -2 1e9 'a' "s" `r`
    /* */ index len printf "%5.1v" eq lt and not join slice json define template block html call
""".split()  # noqa: SIM905


@given(st.sampled_from(["", " "]), st.lists(st.sampled_from(PIECES), max_size=12), JSON)
def test_any_template_raises_at_most_a_template_error(glue, pieces, data):
    try:
        text = template.compile(glue.join(pieces)).render({"A": data})
    except TemplateError as error:
        text = str(error)
        assert len(text.splitlines()) == 1
    assert isinstance(text, str)


@given(st.text().filter(lambda text: "{{" not in text))
def test_text_without_actions_is_itself(text):
    assert template.compile(text).render(None) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_quoted_string_reads_back_as_itself(text):
    quoted = template.compile("{{printf `%q` .}}").render(text)
    assert template.compile(f"{{{{{quoted}}}}}").render(None) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_reads_back_as_itself(number):
    assert float(template.compile("{{.}}").render(number)) == number
