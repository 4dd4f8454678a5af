"""The parts of a parsed template, as closures that take the frame of a rendering."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from docker15_cli.gotemplate.frame import Flow, Frame, Node, Row, Value, Zeros
from docker15_cli.gotemplate.functions import ArgumentError, Function, truth
from docker15_cli.gotemplate.go_format import MOST, kind, text
from docker15_cli.gotemplate.lexer import TemplateError
from docker15_cli.gotemplate.values import NilList, NilMap, NilPointer, Struct, target

# -- values


def constant(value: object) -> Value:
    return lambda _frame: value


def dot(frame: Frame) -> object:
    return frame.dot


def variable(slot: int) -> Value:
    return lambda frame: frame.variables[slot]


def member(value: Value, names: Sequence[str]) -> Value:
    """A field of the value, a field of that field, and so on."""
    if not names:
        return value

    def walk(frame: Frame) -> object:
        start = value(frame)
        return _walk(start, names) if frame.zeros is None else _typed(start, names, frame.zeros)

    return walk


def _walk(value: object, names: Sequence[str]) -> object:
    """The field at the end of a path; None if one is missing. Raises TemplateError.

    A null or a scalar has no fields.
    """
    if value is None:
        return None
    for name in names:
        value = target(value)
        if isinstance(value, Struct):
            value = value.field(name)
            continue
        if not isinstance(value, dict):
            raise TemplateError(f"no .{name} in {_described(value)}")
        if isinstance(value, Row) and name not in value:
            raise unknown_field(name, value)
        if name not in value:
            return None
        value = value[name]
    return value


def _described(value: object) -> str:
    if isinstance(value, NilPointer) and value.target:
        return f"a nil {value.target}"
    return kind(value)


def _typed(value: object, names: Sequence[str], zeros: Zeros) -> object:
    """Like `_walk`, for data with docker's own types: see `template.compile_object`."""
    holder = ""
    for name in names:
        if not isinstance(value, dict):
            raise TemplateError(f"no .{name} in {kind(value)}")
        is_map = isinstance(zeros.get(holder), NilMap) or not _has_fields(value)
        key = name if name in value or is_map else _matching_key(name, value)
        if key not in value and is_map:
            return None
        if key not in value and name not in zeros:
            raise unknown_field(name, value)
        value = value.get(key)
        if value is None:
            value = zeros.get(name, NilList()) if zeros else None
        holder = name
    return value


def _has_fields(value: Mapping[str, object]) -> bool:
    """Whether this is an object with fields, not a map whose keys are data."""
    return bool(value) and all(key.isidentifier() for key in value)


def _matching_key(name: str, keys: Iterable[str]) -> str:
    """The key that differs from `name` only in case, as in JSON and Go (Id, ID); else `name`."""
    return next((key for key in keys if key.lower() == name.lower()), name)


def unknown_field(name: str, known: Collection[str]) -> TemplateError:
    return TemplateError(f"unknown field .{name}; the fields are: {', '.join(known)}")


def call(name: str, function: Function, arguments: Sequence[Value]) -> Value:
    def value(frame: Frame) -> object:
        given = [argument(frame) for argument in arguments]
        try:
            result = function.call(*given)
        except ArgumentError as error:
            raise TemplateError(f"{name}: {error}") from None
        if isinstance(result, str) and len(result) > MOST:  # each `{{with print . .}}` doubles it
            raise TemplateError(f"{name}: the text is too long")
        return result

    return value


def method(name: str, argument: Value) -> Value:
    """A field that takes an argument."""

    def value(frame: Frame) -> object:
        if not isinstance(frame.dot, Row):
            raise TemplateError(f"no .{name} in {kind(frame.dot)}")
        return frame.dot.methods[name](argument(frame))

    return value


def first(wanted: bool, arguments: Sequence[Value]) -> Value:
    """The first argument whose truth is `wanted`, or the last; later ones are not evaluated."""

    def value(frame: Frame) -> object:
        result: object = None
        for argument in arguments:
            result = argument(frame)
            if truth(result) is wanted:
                break
        return result

    return value


def stored(value: Value, slot: int) -> Value:
    """The value, which evaluating also stores in a variable."""

    def store(frame: Frame) -> object:
        frame.variables[slot] = result = value(frame)
        return result

    return store


# -- statements


def nothing(_frame: Frame) -> None:
    return None


def written(literal: str) -> Node:
    return lambda frame: frame.out.add(literal)


def shown(value: Value) -> Node:
    def show(frame: Frame) -> None:
        result = value(frame)
        frame.out.add("<no value>" if result is None else text(target(result)))

    return show


def silent(value: Value) -> Node:
    def evaluate(frame: Frame) -> None:
        value(frame)

    return evaluate


def jump(flow: Flow) -> Node:
    return lambda _frame: flow


def block(nodes: Sequence[Node]) -> Node:
    def render(frame: Frame) -> Flow:
        for node in nodes:
            if flow := node(frame):
                return flow
        return None

    return render


class Library:
    """The templates that a template defines, by name, with the number of variables of each."""

    def __init__(self) -> None:
        self.bodies: dict[str, Node] = {}
        self.slots = 1


def invoke(library: Library, name: str, argument: Value) -> Node:
    """`template`: render another template, whose dot and `$` are the argument."""

    def render(frame: Frame) -> None:
        if name not in library.bodies:
            raise TemplateError(f"no template {name!r} is defined")
        frame.out.step()
        value = argument(frame)
        variables = [value, *[None] * (library.slots - 1)]
        library.bodies[name](Frame(value, variables, frame.out, frame.zeros))

    return render


def branch(condition: Value, body: Node, alternative: Node, rebinds: bool) -> Node:
    """`if`; with `rebinds` it is `with`."""

    def render(frame: Frame) -> Flow:
        value = condition(frame)
        if not truth(value):
            return alternative(frame)
        return body(frame.within(value) if rebinds else frame)

    return render


def loop(source: Value, slots: Sequence[int], body: Node, alternative: Node) -> Node:
    """`range`; one slot gets the item, two get its key and the item."""

    def render(frame: Frame) -> Flow:
        empty = True
        for entry in _entries(target(source(frame))):
            empty = False
            frame.out.step()
            for slot, value in zip(reversed(slots), reversed(entry), strict=False):
                frame.variables[slot] = value
            if body(frame.within(entry[1])) == "break":
                break
        return alternative(frame) if empty else None

    return render


def _entries(items: object) -> Iterable[tuple[object, object]]:
    if items is None:
        return ()
    if isinstance(items, list):
        return enumerate(items)
    if isinstance(items, dict):
        return sorted(items.items())
    if isinstance(items, int) and not isinstance(items, bool):
        return ((number, number) for number in range(items))
    raise TemplateError(f"range can't iterate over {kind(items)}")
