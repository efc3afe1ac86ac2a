"""The stack and the memo of a symbolic pickle machine, which imports and calls nothing."""

from collections.abc import Callable

from ..stream import Buffered, Corrupt, TooMuch
from .arrays import is_wrapper, pickled_array, wrapped_array
from .memory import Memory
from .sketch import Sketch
from .values import OPAQUE, Bulk, Global, Instance, class_of

OPERATIONS_AT_MOST = 5_000_000
_STACK_AT_MOST = 100_000
_MARKS_AT_MOST = 10_000
_CHECK_EVERY = 4096


class Machine:
    """One pickle's stack and memo; `nested` follows a pickle inside this one, from where the stream is."""

    def __init__(self, stream: Buffered, sketch: Sketch, nested: Callable[[], object]) -> None:
        self._stream = stream
        self._sketch = sketch
        self._nested = nested
        self._memory = Memory()
        self._stack: list[object] = []
        # For each open mark: the stack below it, and the size of the memo when it was set.
        self._below: list[tuple[list[object], int]] = []

    def push_plain(self, value: object) -> None:
        """Push a plain value as far as it may be kept."""
        if isinstance(value, Bulk):
            self._sketch.passed(value)
        self._stack.append(self._memory.kept(value))

    def count_operation(self) -> None:
        """Note that an operation follows; raises TooMuch where limits are reached."""
        self._sketch.operations += 1
        if self._sketch.operations % _CHECK_EVERY == 0:
            self._check_limits()

    def pop(self) -> object:
        """Take the top of the stack; raises Corrupt where there is none."""
        if not self._stack:
            raise Corrupt("an operation finds nothing to work on")
        return self._stack.pop()

    def top(self) -> object:
        """The top of the stack; raises Corrupt where there is none."""
        if not self._stack:
            raise Corrupt("an operation finds nothing to work on")
        return self._stack[-1]

    def push(self, value: object) -> None:
        """Put a value on the stack."""
        self._stack.append(value)

    def mark(self) -> None:
        """Begin a group of items."""
        self._below.append((self._stack, self._memory.memo_size))
        self._stack = []

    def since_mark(self) -> tuple[list[object], int]:
        """End the group: its items, and the size of the memo at its beginning."""
        if not self._below:
            raise Corrupt("an operation finds no mark")
        items = self._stack
        self._stack, memo_before = self._below.pop()
        return items, memo_before

    def push_global(self, module: object, name: object) -> None:
        """Push an import and note it."""
        if isinstance(module, str) and isinstance(name, str):
            self.push(self._sketch.imported(Global(module, name)))
        else:
            self._sketch.hidden_imports += not self._memory.has_forgotten
            self.push(OPAQUE)

    def push_instance(self, callable_: object, arguments: object) -> None:
        """Push what a call would return."""
        made = Instance(callable_, arguments if isinstance(arguments, tuple) else ())
        if self._sketch.first_object is None:
            self._sketch.first_object = made
        self._sketch.called(made)
        self.push(pickled_array(made) or made)

    def push_outside(self) -> None:
        """Push something that is kept outside of the file."""
        self._sketch.outside_references += 1
        self.push(OPAQUE)

    def push_tuple(self, items: list[object]) -> None:
        """Push a tuple."""
        self.push(tuple(items))

    def push_top_of(self, count: int) -> None:
        """Push a tuple of the upper `count` values."""
        if len(self._stack) < count:
            raise Corrupt("a tuple lacks items")
        items = self._stack[-count:]
        del self._stack[-count:]
        self.push_tuple(items)

    def build(self) -> None:
        """Give the top its state; the array that follows a joblib wrapper takes its place."""
        state, built = self.pop(), self.top()
        if not isinstance(built, Instance):
            return
        built.state = state
        if is_wrapper(class_of(built)):
            self._sketch.joblib_arrays += 1
            self._replace_top(built, wrapped_array(built, self._stream, self._nested))
        elif array := pickled_array(built):
            self._replace_top(built, array)
        else:
            self._sketch.built(built)

    def extend(self, items: list[object], memo_before: int) -> None:
        """Add items to the list on top; what else takes items keeps none of them."""
        target = self.top()
        if isinstance(target, list):
            self._memory.extend(target, items, memo_before)

    def update(self, items: list[object], memo_before: int) -> None:
        """Set alternating keys and values on the mapping on top."""
        target = self.top()
        entries = target.entries if isinstance(target, Instance) else target
        if isinstance(entries, dict):
            self._memory.put(entries, items, memo_before)

    def drop(self) -> None:
        """POP: the top of the stack, or an empty group's mark."""
        if self._stack:
            self._stack.pop()
        else:
            self.since_mark()

    def memo_size(self) -> int:
        """How many values were memoised."""
        return self._memory.memo_size

    def memo_before_item(self) -> int:
        """How many were memoised when the container on top got its latest single item."""
        return self._memory.before_item(self.top())

    def memoize(self, index: object) -> None:
        """Let the memo name the top."""
        self._memory.remember(index, self.top())

    def recall(self, index: object) -> None:
        """Push what the memo names."""
        self.push(self._memory.recall(index))

    def _replace_top(self, old: object, new: object) -> None:
        self._stack[-1] = new
        self._memory.replace_newest(old, new)

    def _check_limits(self) -> None:
        size = len(self._stack) + sum(len(stack) for stack, _ in self._below)
        too_large = size > _STACK_AT_MOST or len(self._below) > _MARKS_AT_MOST
        if too_large or self._sketch.operations > OPERATIONS_AT_MOST:
            raise TooMuch
        self._memory.check()
