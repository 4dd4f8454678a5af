"""The Go templates of `--format`, for values decoded from JSON.

Go's text/template with docker's `join`, `json`, `lower`, `pad`, `split`, `title`, `truncate` and
`upper`. A missing field and a null are written as `<no value>`, lists as `[a b]`, maps as
`map[k:v]`.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress

from docker15_cli.gotemplate.frame import Frame, Output, Row, Zeros
from docker15_cli.gotemplate.functions import FUNCTIONS, HEADER_FUNCTIONS, Function
from docker15_cli.gotemplate.lexer import LimitError, TemplateError, tokenize
from docker15_cli.gotemplate.nodes import unknown_field
from docker15_cli.gotemplate.parser import Parser
from docker15_cli.gotemplate.values import Struct

__all__ = ["Row", "Template", "TemplateError", "compile", "compile_object", "compile_rows"]

_TABLE = "table"


class Template:
    """A compiled template.

    fields: the top-level fields that it uses, in the order of their first use
    mentioned: those, and fields used in definitions, which may be top-level ones
    takes_all: whether it may need all of them
    is_table: it begins with `table`, so its rows are cells separated by tabs, below a header
    """

    def __init__(
        self,
        text: str,
        functions: Mapping[str, Function],
        *,
        escapes: bool = False,
        is_table: bool = False,
        methods: Collection[str] = (),
        zeros: Zeros | None = None,
    ) -> None:
        self.is_table = is_table
        self._text = text
        self._escapes = escapes
        self._methods = methods
        self._zeros = zeros
        parser = Parser(tokenize(text, escapes), functions, methods)
        try:
            self._body = parser.parse()
        except RecursionError:
            raise TemplateError("the template is nested too deeply") from None
        self._library = parser.library
        self.fields = tuple(parser.fields)
        self.mentioned = frozenset(parser.mentioned)
        self.takes_all = parser.takes_all or bool(parser.library.bodies)

    def check(self, known: Collection[str]) -> None:
        """Raise TemplateError if the template uses a top-level field that is not in `known`."""
        for field in self.fields:
            if field not in known:
                raise unknown_field(field, known)

    def render(self, data: object) -> str:
        """The text for one value. Raises TemplateError if the value does not fit."""
        out = Output()
        self._render(data, out, self._zeros)
        return "".join(out.parts)

    def render_plain(self, data: object) -> str:
        """The text for plain JSON: null is `<no value>`. Raises TemplateError, LimitError.

        An unknown field is an error.
        """
        out = Output()
        self._render(data, out, {})
        return "".join(out.parts)

    def render_typed(self, value: Struct) -> str:
        """The text for a value of one of Go's types. Raises TemplateError."""
        out = Output()
        self._render(value, out, None)
        return "".join(out.parts)

    def header(self, titles: Row) -> str:
        """The header line of a table, given the title of each field.

        As in docker, it is what the template renders for the titles, up to where that fails.
        """
        header = Template(
            self._text, HEADER_FUNCTIONS, escapes=self._escapes, methods=self._methods
        )
        out = Output()
        with suppress(TemplateError):
            header._render(titles, out, None)
        return "".join(out.parts)

    def _render(self, data: object, out: Output, zeros: Zeros | None) -> None:
        try:
            variables = [data, *[None] * (self._library.slots - 1)]
            self._body(Frame(data, variables, out, zeros))
        except RecursionError:
            what = "templates or data are" if self._library.bodies else "the data is"
            raise LimitError(f"{what} nested too deeply") from None


def compile(text: str) -> Template:
    """Compile a template by Go's rules, for a value of any shape.

    Raises TemplateError.
    """
    return Template(text, FUNCTIONS)


def compile_object(text: str, zeros: Zeros) -> Template:
    """Compile a template for one of docker's own objects: `inspect`, `info`, `version`, `events`.

    Its fields have Go's names, whose case may differ from that in the JSON. `zeros` has, by key,
    the values that docker's own types have for what an engine leaves out or sends as null; null
    under any other key is an empty list. If the zero is a map, the keys of the value are not
    fields. Raises TemplateError, as does rendering for an unknown field, naming the known ones.
    """
    return Template(text, FUNCTIONS, zeros=zeros)


def compile_rows(text: str, methods: Collection[str] = ()) -> Template:
    """Compile a template for the rows of a listing: `ps`, `images`, `history`, `search`.

    As in docker, spaces around it are ignored, `\\t` and `\\n` between actions stand for a tab and
    a line break, and `table` in front makes a table. `methods` are fields that take an argument,
    such as `.Label "key"`: then the data has to be a Row. Raises TemplateError.
    """
    layout = text.removeprefix(_TABLE)
    return Template(
        layout.strip(" "), FUNCTIONS, escapes=True, is_table=layout != text, methods=methods
    )
