"""A pickle's operations, followed on the symbolic machine."""

from collections.abc import Callable

from ..stream import Buffered, Corrupt, TooMuch
from .machine import Machine
from .memory import OBJECTS_KEPT
from .opcodes import operations
from .sketch import Sketch
from .values import Global, Instance

_DEPTH_AT_MOST = 8


def follow(stream: Buffered, sketch: Sketch, depth: int = 0) -> object:
    """Sketch the object of the pickle that begins here; raises Truncated, Corrupt or TooMuch."""
    if depth > _DEPTH_AT_MOST:
        raise TooMuch
    machine = Machine(stream, sketch, lambda: follow(stream, sketch, depth + 1))
    for name, argument in operations(stream):
        machine.count_operation()
        if name == "PROTO" and isinstance(argument, int) and depth == 0:
            sketch.protocol = argument
        step = _STEPS.get(name)
        if step is None:
            machine.push_plain(argument)
        else:
            step(machine, argument)
    return machine.pop()


Step = Callable[[Machine, object], None]


def _newobj_ex(machine: Machine) -> None:
    machine.pop()
    _reduce(machine)


def _reduce(machine: Machine) -> None:
    arguments, function = machine.pop(), machine.pop()
    machine.push_instance(function, arguments)


def _object(machine: Machine) -> None:
    items, _ = machine.since_mark()
    if not items:
        raise Corrupt("an object has no class")
    machine.push_instance(items[0], tuple(items[1:]))


def _old_instance(machine: Machine, argument: object) -> None:
    items, _ = machine.since_mark()
    _import(machine, argument)
    machine.push_instance(machine.pop(), tuple(items))


def _import(machine: Machine, argument: object) -> None:
    module, name = argument if isinstance(argument, tuple) else (None, None)
    machine.push_global(module, name)


def _stack_import(machine: Machine) -> None:
    name, module = machine.pop(), machine.pop()
    machine.push_global(module, name)


def _set_item(machine: Machine) -> None:
    value, key = machine.pop(), machine.pop()
    machine.update([key, value], machine.memo_before_item())


def _append(machine: Machine) -> None:
    item = machine.pop()
    machine.extend([item], machine.memo_before_item())


def _new_list(machine: Machine) -> None:
    items, memo_before = machine.since_mark()
    machine.push([])
    machine.extend(items, memo_before)


def _new_dict(machine: Machine) -> None:
    items, memo_before = machine.since_mark()
    machine.push({})
    machine.update(items, memo_before)


def _outside_by_stack(machine: Machine) -> None:
    machine.pop()
    machine.push_outside()


def _plain(step: Callable[[Machine], None]) -> Step:
    return lambda machine, _: step(machine)


def _frozen_set(machine: Machine) -> None:
    items, _ = machine.since_mark()
    machine.push(Instance(Global("builtins", "frozenset"), tuple(items[:OBJECTS_KEPT])))


# Operations that are not named here push their argument.
_STEPS: dict[str, Step] = {
    **{name: lambda _, __: None for name in ("FRAME", "PROTO", "STOP", "READONLY_BUFFER")},
    **{name: _plain(Machine.push_outside) for name in ("PERSID", "EXT1", "EXT2", "EXT4", "NEXT_BUFFER")},
    **{name: _plain(_reduce) for name in ("REDUCE", "NEWOBJ")},
    **{name: lambda machine, index: machine.memoize(index) for name in ("PUT", "BINPUT", "LONG_BINPUT")},
    **{name: lambda machine, index: machine.recall(index) for name in ("GET", "BINGET", "LONG_BINGET")},
    "NONE": lambda machine, _: machine.push(None),
    "NEWTRUE": lambda machine, _: machine.push(True),
    "NEWFALSE": lambda machine, _: machine.push(False),
    "MARK": _plain(Machine.mark),
    "POP": _plain(Machine.drop),
    "POP_MARK": lambda machine, _: machine.since_mark() and None,
    "DUP": lambda machine, _: machine.push(machine.top()),
    "BINPERSID": _plain(_outside_by_stack),
    "GLOBAL": _import,
    "STACK_GLOBAL": _plain(_stack_import),
    "NEWOBJ_EX": _plain(_newobj_ex),
    "OBJ": _plain(_object),
    "INST": _old_instance,
    "BUILD": _plain(Machine.build),
    "EMPTY_LIST": lambda machine, _: machine.push([]),
    "EMPTY_DICT": lambda machine, _: machine.push({}),
    "EMPTY_TUPLE": lambda machine, _: machine.push(()),
    "EMPTY_SET": lambda machine, _: machine.push(Instance(Global("builtins", "set"))),
    "FROZENSET": _plain(_frozen_set),
    "LIST": _plain(_new_list),
    "DICT": _plain(_new_dict),
    "TUPLE": lambda machine, _: machine.push_tuple(machine.since_mark()[0]),
    "TUPLE1": lambda machine, _: machine.push_top_of(1),
    "TUPLE2": lambda machine, _: machine.push_top_of(2),
    "TUPLE3": lambda machine, _: machine.push_top_of(3),
    "APPEND": _plain(_append),
    "APPENDS": lambda machine, _: machine.extend(*machine.since_mark()),
    "ADDITEMS": lambda machine, _: machine.extend(*machine.since_mark()),
    "SETITEM": _plain(_set_item),
    "SETITEMS": lambda machine, _: machine.update(*machine.since_mark()),
    "MEMOIZE": lambda machine, _: machine.memoize(machine.memo_size()),
}
