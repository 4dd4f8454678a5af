"""The grammar of Go templates: tokens in, a node that can be rendered out."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from docker15_cli.gotemplate import nodes
from docker15_cli.gotemplate.functions import Function
from docker15_cli.gotemplate.lexer import TemplateError, Token, literal
from docker15_cli.gotemplate.nodes import Node, Value

_CONSTANTS = {"true": True, "false": False, "nil": None}
_LAZY = {"and": False, "or": True}
_REFUSED = ("block", "define", "template")
_END_OF_TEXT = Token("nothing", "")


class Parser:
    """Parses one template; afterwards `fields` and `slots` say what is needed to render it.

    A field that is one of the `methods` is called with one argument.

    fields: the top-level fields that it names, in the order of their first use
    slots: the number of its variables, the first of which is `$`
    """

    def __init__(
        self,
        tokens: Iterable[Token],
        functions: Mapping[str, Function],
        methods: Collection[str] = (),
    ) -> None:
        self.fields: dict[str, None] = {}
        self.slots = 1
        self._tokens = [*tokens, _END_OF_TEXT]
        self._position = 0
        self._functions = functions
        self._methods = methods
        self._scope = {"$": 0}
        self._loops = 0
        self._dot_is_root = True

    def parse(self) -> Node:
        """The whole template. Raises TemplateError."""
        body, stop = self._block()
        if stop:
            raise TemplateError(f"unexpected {{{{{stop}}}}} in the template")
        return body

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
            raise _unexpected(token)

    # -- statements

    def _block(self) -> tuple[Node, str]:
        """Statements up to `end`, `else` or the end of the template, and which of these it was."""
        outer, self._scope = self._scope, dict(self._scope)
        statements: list[Node] = []
        stop = ""
        while self._peek() is not _END_OF_TEXT and not stop:
            stop = self._take_word("end", "else")
            if not stop:
                statements.append(self._statement())
        if stop == "end":
            self._take_end()
        self._scope = outer
        return nodes.block(statements), stop

    def _statement(self) -> Node:
        if self._peek().kind == "text":
            return nodes.written(self._take().text)
        if keyword := self._take_word("if", "with"):
            return self._branch(keyword)
        if self._take_word("range"):
            return self._range()
        if keyword := self._take_word("break", "continue"):
            return self._jump(keyword)
        if keyword := self._take_word(*_REFUSED):
            raise TemplateError(f"{{{{{keyword}}}}} is not supported in a template")
        value, is_stored = self._assignable("command")
        return nodes.silent(value) if is_stored else nodes.shown(value)

    def _branch(self, keyword: str) -> Node:
        """What follows `if` or `with`, to its `end`."""
        outer, self._scope = self._scope, dict(self._scope)
        condition, _ = self._assignable(keyword)
        body, stop = self._body(rebinds=keyword == "with")
        alternative = self._alternative(stop, keyword)
        self._scope = outer
        return nodes.branch(condition, body, alternative, rebinds=keyword == "with")

    def _range(self) -> Node:
        """What follows `range`, to its `end`."""
        outer, self._scope = self._scope, dict(self._scope)
        names, new = self._targets(most=2)
        source = self._pipeline("range")
        self._take_end()
        slots = [self._slot(name, new) for name in names]
        self._loops += 1
        body, stop = self._body(rebinds=True)
        self._loops -= 1
        alternative = self._alternative(stop, "range")
        self._scope = outer
        return nodes.loop(source, slots, body, alternative)

    def _body(self, rebinds: bool) -> tuple[Node, str]:
        """A block in which the dot may differ from the one outside."""
        outer = self._dot_is_root
        self._dot_is_root = outer and not rebinds
        body, stop = self._block()
        self._dot_is_root = outer
        return body, stop

    def _alternative(self, stop: str, keyword: str) -> Node:
        """What is between the `else`, if there is one after the body, and the `end`."""
        if stop == "end":
            return nodes.nothing
        if stop == "else" and keyword != "range" and self._take_word(keyword):
            return self._branch(keyword)  # takes the `end` that both share
        if stop == "else":
            self._take_end()
            body, stop = self._block()
        if stop != "end":
            raise TemplateError(f"no {{{{end}}}} for {{{{{keyword}}}}} in the template")
        return body

    def _jump(self, keyword: str) -> Node:
        self._take_end()
        if not self._loops:
            raise TemplateError(f"{{{{{keyword}}}}} outside of {{{{range}}}} in the template")
        return nodes.jump("break" if keyword == "break" else "continue")

    # -- variables

    def _assignable(self, what: str) -> tuple[Value, bool]:
        """The rest of an action: a pipeline, and whether its value is assigned to a variable."""
        names, new = self._targets(most=1)
        value = self._pipeline(what)
        self._take_end()
        for name in names:
            value = nodes.stored(value, self._slot(name, new))
        return value, bool(names)

    def _targets(self, most: int) -> tuple[list[str], bool]:
        """The variables before a `:=` or `=`, if there is one, and whether they are new."""
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
            self._scope[name] = self.slots
            self.slots += 1
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
                raise _unexpected(self._peek())
            arguments.append(self._operand())
        return arguments

    def _operand(self) -> Value:
        token = self._take()
        match token.kind:
            case "dot":
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
        raise _unexpected(token)

    def _field(self, names: Sequence[str]) -> Value:
        if self._dot_is_root:
            self.fields[names[0]] = None
        return nodes.member(nodes.dot, names)

    def _variable(self, name: str, *names: str) -> Value:
        if name == "$" and names:
            self.fields[names[0]] = None
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


def _unexpected(token: Token) -> TemplateError:
    return TemplateError(f"unexpected {token.text!r} in the template")
