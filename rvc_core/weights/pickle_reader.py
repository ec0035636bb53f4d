"""Reads a pickle as data.

A stack machine over the opcodes of `pickletools`; `pickle_names` says what the names in a pickle mean.
Time and memory are bounded by the number of opcodes, and so is what is returned, however it is walked or
printed.
"""

import pickletools
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from rvc_core.errors import IncompatibleCheckpointError, UnsafeCheckpointError
from rvc_core.weights.pickle_names import Global, Inert, Names, storage_reference, word
from rvc_core.weights.unfolding import check_unfolded

MAX_OPCODES = 1_000_000  # a full-size generator with its optimiser has about 70,000
MAX_UNFOLDED_CHARACTERS = 32 * 2**20  # twice the largest pickle: what names nothing twice stays below
MAX_INTEGER_BITS = 128

_VALUE_OPCODES = frozenset(
    {
        *("BININT", "BININT1", "BININT2", "INT", "LONG", "LONG1", "LONG4", "BINFLOAT", "FLOAT"),
        *("BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "UNICODE"),
        *("BINSTRING", "SHORT_BINSTRING", "STRING"),
        *("SHORT_BINBYTES", "BINBYTES", "BINBYTES8"),
    }
)
_MALFORMED = (ValueError, IndexError, KeyError, TypeError, OverflowError, struct.error, RuntimeError)


class _Mark:
    """The one object that opcodes put between a container and its items."""


_MARK = _Mark()


@dataclass
class PickleReader:
    """Turns one pickle into containers, scalars and what `names` answers."""

    names: Names
    _stack: list[Any] = field(default_factory=list)
    _memo: dict[int, Any] = field(default_factory=dict)

    def read(self, stream: BytesIO) -> Any:
        """Return the object of the pickle at the stream's position, which moves past it.

        Raises:
            UnsafeCheckpointError: it names code, or is built to exhaust memory.
            IncompatibleCheckpointError: it is damaged or cut short.
        """
        self._stack, self._memo = [], {}
        try:
            for count, (opcode, argument, _) in enumerate(pickletools.genops(stream)):
                if count > MAX_OPCODES:
                    raise UnsafeCheckpointError(
                        f"The file's pickle has more than {MAX_OPCODES} instructions."
                    )
                self._step(opcode.name, argument)
            value = self._stack.pop()
        except _MALFORMED as error:
            raise IncompatibleCheckpointError("It is damaged or cut short.", kind="damaged") from error
        check_unfolded(value, MAX_UNFOLDED_CHARACTERS)
        return value

    def _step(self, name: str, argument: Any) -> None:
        if name in _VALUE_OPCODES:
            self._stack.append(_bounded(argument))
        elif name in _ACTIONS:
            _ACTIONS[name](self, argument)
        else:
            raise UnsafeCheckpointError(f"The file's pickle uses {name}, which no model file needs.")

    def pop_to_mark(self) -> list[Any]:
        """Return what is above the newest mark, taking both off the stack."""
        start = len(self._stack) - 1
        while not isinstance(self._stack[start], _Mark):
            start -= 1
            if start < 0:
                raise ValueError("no mark")
        items = self._stack[start + 1 :]
        del self._stack[start:]
        return items

    def push(self, value: Any) -> None:
        """Put a value on the stack."""
        self._stack.append(value)

    def pop(self) -> Any:
        """Take a value off the stack."""
        return self._stack.pop()

    def remember(self, position: int) -> None:
        """Keep the newest value under `position`."""
        self._memo[_position(position)] = self._stack[-1]

    def remember_next(self) -> None:
        """Keep the newest value under the next free position."""
        self._memo[len(self._memo)] = self._stack[-1]

    def recall(self, position: int) -> None:
        """Put the value kept under `position` on the stack."""
        self._stack.append(self._memo[position])

    def add_items(self, items: list[Any]) -> None:
        """Append `items` to the list on top of the stack."""
        target = self._stack[-1]
        if isinstance(target, Inert):
            return
        if not isinstance(target, list):
            raise TypeError("not a list")
        target.extend(items)

    def add_pairs(self, items: list[Any]) -> None:
        """Set the keys and values of `items`, in turns, in the dict on top of the stack."""
        target = self._stack[-1]
        if isinstance(target, Inert):
            return
        if not isinstance(target, dict):
            raise TypeError("not a dict")
        for key, value in zip(items[::2], items[1::2], strict=True):
            target[_plain_key(key)] = value

    def reduce(self) -> None:
        """Answer the call on top of the stack, if it is a known one."""
        arguments, function = self._stack.pop(), self._stack.pop()
        self._stack.append(self.names.call(function, arguments))

    def construct(self) -> None:
        """Answer the creation of an object, always with an inert one."""
        self._stack.pop()
        self._stack.append(self.names.make(self._stack.pop()))

    def construct_from_mark(self) -> None:
        """Answer the oldest way of creating an object."""
        items = self.pop_to_mark()
        self._stack.append(self.names.make(items[0]))

    def build(self) -> None:
        """Drop an object's state: a state dict's `_metadata`, or an inert object's attributes."""
        self._stack.pop()
        if not isinstance(self._stack[-1], dict | Inert):
            raise TypeError("state for a plain value")


def _bounded(value: Any) -> Any:
    if isinstance(value, int) and value.bit_length() > MAX_INTEGER_BITS:
        raise UnsafeCheckpointError("The file contains a number of absurd size.")
    if isinstance(value, str):
        value.encode()  # half of a surrogate pair raises ValueError: it could never be written out
    return value


def _plain_key(key: Any) -> Any:
    # Tuples as keys would be hashed recursively: a deep one overflows the interpreter's stack.
    if not isinstance(key, str | int | float | bytes | None):
        raise TypeError("a key that is not a plain value")
    return _position(key) if isinstance(key, int) else key


def _position(value: int) -> int:
    # Python hashes integers modulo 2**61 - 1: a dict of its multiples takes quadratic time.
    if abs(value) >= 2**60:
        raise ValueError("an integer of absurd size as a key")
    return value


def _tuple_of_last(count: int) -> Callable[[PickleReader, Any], None]:
    def action(reader: PickleReader, argument: Any) -> None:
        items = [reader.pop() for _ in range(count)]
        reader.push(tuple(reversed(items)))

    return action


def _constant(make: Callable[[], Any]) -> Callable[[PickleReader, Any], None]:
    return lambda reader, argument: reader.push(make())


def _stack_global(reader: PickleReader, argument: Any) -> None:
    name, module = word(reader.pop()), word(reader.pop())
    reader.push(Global(module, name))


def _named_global(reader: PickleReader, argument: str) -> None:
    module, _, name = word(argument).partition(" ")
    reader.push(Global(module, name))


def _instance(reader: PickleReader, argument: str) -> None:
    reader.pop_to_mark()
    _named_global(reader, argument)
    reader.push(())
    reader.construct()


def _drop_to_mark(reader: PickleReader, argument: Any) -> None:
    reader.pop_to_mark()


def _duplicate(reader: PickleReader, argument: Any) -> None:
    value = reader.pop()
    reader.push(value)
    reader.push(value)


def _add_one_item(reader: PickleReader, argument: Any) -> None:
    item = reader.pop()
    reader.add_items([item])


def _add_one_pair(reader: PickleReader, argument: Any) -> None:
    value, key = reader.pop(), reader.pop()
    reader.add_pairs([key, value])


_ACTIONS: dict[str, Callable[[PickleReader, Any], None]] = {
    "PROTO": lambda reader, argument: None,
    "FRAME": lambda reader, argument: None,
    "STOP": lambda reader, argument: None,
    "MARK": _constant(lambda: _MARK),
    "NONE": _constant(lambda: None),
    "NEWTRUE": _constant(lambda: True),
    "NEWFALSE": _constant(lambda: False),
    "EMPTY_DICT": _constant(dict),
    "EMPTY_LIST": _constant(list),
    "EMPTY_TUPLE": _constant(tuple),
    "TUPLE": lambda reader, argument: reader.push(tuple(reader.pop_to_mark())),
    "LIST": lambda reader, argument: reader.push(reader.pop_to_mark()),
    "TUPLE1": _tuple_of_last(1),
    "TUPLE2": _tuple_of_last(2),
    "TUPLE3": _tuple_of_last(3),
    "APPEND": _add_one_item,
    "APPENDS": lambda reader, argument: reader.add_items(reader.pop_to_mark()),
    "SETITEM": _add_one_pair,
    "SETITEMS": lambda reader, argument: reader.add_pairs(reader.pop_to_mark()),
    "PUT": lambda reader, argument: reader.remember(argument),
    "BINPUT": lambda reader, argument: reader.remember(argument),
    "LONG_BINPUT": lambda reader, argument: reader.remember(argument),
    "MEMOIZE": lambda reader, argument: reader.remember_next(),
    "GET": lambda reader, argument: reader.recall(argument),
    "BINGET": lambda reader, argument: reader.recall(argument),
    "LONG_BINGET": lambda reader, argument: reader.recall(argument),
    "POP": lambda reader, argument: reader.pop(),
    "POP_MARK": _drop_to_mark,
    "DUP": _duplicate,
    "GLOBAL": _named_global,
    "STACK_GLOBAL": _stack_global,
    "INST": _instance,
    "OBJ": lambda reader, argument: reader.construct_from_mark(),
    "NEWOBJ": lambda reader, argument: reader.construct(),
    "REDUCE": lambda reader, argument: reader.reduce(),
    "BUILD": lambda reader, argument: reader.build(),
    "BINPERSID": lambda reader, argument: reader.push(storage_reference(reader.pop())),
}
