"""The grammar of Go templates: from tokens to a node that can be rendered."""

from docker15_cli.gotemplate import nodes
from docker15_cli.gotemplate.expressions import END_OF_TEXT, Pipelines
from docker15_cli.gotemplate.frame import Node
from docker15_cli.gotemplate.lexer import TemplateError, literal


class Parser(Pipelines):
    """Parses one template, and those that it defines: its `library`."""

    _loops = 0
    _nesting = 0

    def parse(self) -> Node:
        """Parse the whole template. Raises TemplateError."""
        body, stop = self._block()
        if stop:
            raise TemplateError(f"unexpected {{{{{stop}}}}} in the template")
        return body

    # -- statements

    def _block(self) -> tuple[Node, str]:
        """Statements up to `end`, `else` or the end of the template, and which of these it was."""
        outer, self._scope = self._scope, dict(self._scope)
        self._nesting += 1
        statements: list[Node] = []
        stop = ""
        while self._peek() is not END_OF_TEXT and not stop:
            stop = self._take_word("end", "else")
            if not stop:
                statements.append(self._statement())
        if stop == "end":
            self._take_end()
        self._scope = outer
        self._nesting -= 1
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
        if self._nesting == 1 and self._take_word("define"):
            return self._define()
        if keyword := self._take_word("block", "template"):
            return self._template(keyword)
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
        """A block in which the dot may differ from the surrounding one (`rebinds`)."""
        outer = self._dot_is_root
        self._dot_is_root = outer and not rebinds
        body, stop = self._block()
        self._dot_is_root = outer
        return body, stop

    def _alternative(self, stop: str, keyword: str) -> Node:
        """The block between `else`, if the body has ended with that, and `end`."""
        if stop == "end":
            return nodes.nothing
        if stop == "else" and keyword != "range" and self._take_word(keyword):
            return self._branch(keyword)  # `else if`: it reads the `end` that both share
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

    # -- templates that it defines

    def _define(self) -> Node:
        """What follows `define`, to its `end`."""
        name = self._name("define")
        self._take_end()
        self._add(name, "define")
        return nodes.nothing

    def _template(self, keyword: str) -> Node:
        """`template`, a call of another template; or `block`, which also defines it."""
        name = self._name(keyword)
        argument = nodes.constant(None)
        if keyword == "block" or self._peek().kind != "end":
            argument = self._pipeline(keyword)
        self._take_end()
        if keyword == "block":
            self._add(name, keyword)
        return nodes.invoke(self.library, name, argument)

    def _name(self, keyword: str) -> str:
        token = self._take()
        if token.kind not in ("string", "raw"):
            raise TemplateError(f"{{{{{keyword}}}}} takes a name in quotation marks")
        return str(literal(token))

    def _add(self, name: str, keyword: str) -> None:
        """Read the body of a definition, to its `end`; an empty one replaces no other."""
        outer = self._scope, self._loops, self._dot_is_root, self._is_defining
        self._scope, self._loops, self._dot_is_root, self._is_defining = {"$": 0}, 0, True, True
        start = self._position
        body, stop = self._block()
        self._scope, self._loops, self._dot_is_root, self._is_defining = outer
        if stop != "end":
            raise TemplateError(f"no {{{{end}}}} for {{{{{keyword}}}}} in the template")
        inside = self._tokens[start : self._position - 2]
        is_empty = all(token.kind == "text" and not token.text.strip() for token in inside)
        if is_empty and name in self.library.bodies:
            return
        if name in self._filled:
            raise TemplateError(f"the template {name!r} is defined twice")
        self.library.bodies[name] = body
        if not is_empty:
            self._filled.add(name)
