"""Pipelines, the expressions of Go templates: from tokens to closures that compute a value."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from docker15_cli.gotemplate import nodes
from docker15_cli.gotemplate.frame import Value
from docker15_cli.gotemplate.functions import Function
from docker15_cli.gotemplate.lexer import TemplateError, Token, literal

_CONSTANTS = {"true": True, "false": False, "nil": None}
_LAZY = {"and": False, "or": True}
END_OF_TEXT = Token("nothing", "")


class Pipelines:
    """The part of the parser that reads expressions.

    `methods` are fields that take one argument.

    fields: the top-level fields that are used, in the order of their first use
    mentioned: those, and fields used in definitions, which may be top-level ones
    takes_all: whether all of them may be needed: the dot is printed, or passed to a function
    """

    def __init__(
        self,
        tokens: Iterable[Token],
        functions: Mapping[str, Function],
        methods: Collection[str] = (),
    ) -> None:
        self.fields: dict[str, None] = {}
        self.mentioned: set[str] = set()
        self.takes_all = False
        self.library = nodes.Library()
        self._tokens = [*tokens, END_OF_TEXT]
        self._position = 0
        self._functions = functions
        self._methods = methods
        self._scope = {"$": 0}
        self._dot_is_root = True
        self._is_defining = False
        self._filled: set[str] = set()  # the templates with a definition that is not empty

    # -- tokens

    def _peek(self) -> Token:
        return self._tokens[self._position]

    def _take(self) -> Token:
        token = self._peek()
        self._position += 1
        return token

    def _take_word(self, *words: str) -> str:
        """The next token, if it is one of these words, else ""."""
        token = self._peek()
        return self._take().text if token.kind == "word" and token.text in words else ""

    def _take_end(self) -> None:
        token = self._take()
        if token.kind != "end":
            raise unexpected(token)

    # -- variables

    def _assignable(self, what: str) -> tuple[Value, bool]:
        """Parse a pipeline with an optional assignment; return it, and whether it assigns."""
        names, new = self._targets(most=1)
        value = self._pipeline(what)
        self._take_end()
        for name in names:
            value = nodes.stored(value, self._slot(name, new))
        return value, bool(names)

    def _targets(self, most: int) -> tuple[list[str], bool]:
        """The variables before a `:=` or `=`, if any, at most `most`, and whether they are new."""
        start = self._position
        names: list[str] = []
        while self._peek().kind == "variable":
            names.append(self._take().text)
            separator = self._take().kind
            if separator in ("declare", "assign"):
                if len(names) > most:
                    raise TemplateError("too many variables to assign to in the template")
                return names, separator == "declare"
            if separator != "comma":
                break
        self._position = start
        return [], False

    def _slot(self, name: str, new: bool) -> int:
        if "." in name:
            raise TemplateError(f"can't assign to {name} in the template")
        if new:
            self._scope[name] = self.library.slots
            self.library.slots += 1
        if name not in self._scope:
            raise TemplateError(f"undefined variable {name} in the template")
        return self._scope[name]

    # -- pipelines

    def _pipeline(self, what: str) -> Value:
        """Commands joined by `|`, each given the value of the one before as its last argument."""
        value = self._command(what)
        while self._peek().kind == "pipe":
            self._take()
            value = self._command(what, value)
        return value

    def _command(self, what: str, *piped: Value) -> Value:
        start = self._peek()
        if start.kind in ("pipe", "end", "close"):
            raise TemplateError(f"missing value for {what} in the template")
        if start.kind == "word" and start.text not in _CONSTANTS:
            return self._call(self._take().text, [*self._arguments(), *piped])
        if start.kind == "word" and start.text == "nil":
            raise TemplateError("nil is not a command in a template")
        value = self._operand()
        arguments = [*self._arguments(), *piped]
        name = start.text[1:]
        if start.kind == "field" and name in self._methods and arguments:
            _check_count(name, len(arguments), 1, 1)
            self.fields.pop(name, None)
            self.mentioned.discard(name)
            return nodes.method(name, arguments[0])
        if arguments:
            raise TemplateError(
                f"{start.text!r} in the template is not a function that takes a value"
            )
        return value

    def _arguments(self) -> list[Value]:
        arguments: list[Value] = []
        while self._peek().kind not in ("pipe", "end", "close"):
            if not self._peek().spaced:
                raise unexpected(self._peek())
            arguments.append(self._operand())
        return arguments

    def _operand(self) -> Value:
        token = self._take()
        match token.kind:
            case "dot":
                self.takes_all = self.takes_all or self._dot_is_root
                return nodes.dot
            case "field":
                return self._field(token.text[1:].split("."))
            case "variable":
                return self._variable(*token.text.split("."))
            case "open":
                return self._parenthesised()
            case "word" if token.text in _CONSTANTS:
                return nodes.constant(_CONSTANTS[token.text])
            case "word":
                return self._call(token.text, [])
            case "string" | "raw" | "char" | "number":
                return nodes.constant(literal(token))
        raise unexpected(token)

    def _field(self, names: Sequence[str]) -> Value:
        self._mention(names[0], is_field=self._dot_is_root)
        return nodes.member(nodes.dot, names)

    def _mention(self, name: str, *, is_field: bool) -> None:
        """Note a field of the dot; in a definition the dot depends on the caller."""
        if is_field and not self._is_defining:
            self.fields[name] = None
        if is_field or self._is_defining:
            self.mentioned.add(name)

    def _variable(self, name: str, *names: str) -> Value:
        if name == "$" and names:
            self._mention(names[0], is_field=True)
        self.takes_all = self.takes_all or (name == "$" and not names)
        return nodes.member(nodes.variable(self._slot(name, new=False)), names)

    def _parenthesised(self) -> Value:
        value = self._pipeline("parentheses")
        closing = self._take()
        if closing.kind != "close":
            raise TemplateError("missing ) in the template")
        return nodes.member(value, closing.text.split(".")[1:])

    def _known(self) -> str:
        return ", ".join(sorted([*self._functions, *_LAZY]))

    def _call(self, name: str, arguments: Sequence[Value]) -> Value:
        if name in _LAZY:
            _check_count(name, len(arguments), 1, None)
            return nodes.first(_LAZY[name], arguments)
        if name not in self._functions:
            raise TemplateError(f"no function {name!r}; there are: {self._known()}")
        function = self._functions[name]
        _check_count(name, len(arguments), function.least, function.most)
        return nodes.call(name, function, arguments)


def _check_count(name: str, count: int, least: int, most: int | None) -> None:
    if count < least or (most is not None and count > most):
        wanted = least if count < least else most
        raise TemplateError(f"wrong number of arguments for {name}: want {wanted}, got {count}")


def unexpected(token: Token) -> TemplateError:
    return TemplateError(f"unexpected {token.text!r} in the template")
