"""What a machine keeps: everything of an ordinary model, and the beginning of each long container of a huge one."""

import sys
from dataclasses import dataclass, field

from ..stream import TooMuch
from .values import OPAQUE, Array, Global, Instance

PLAIN_ITEMS_KEPT = 10_000
OBJECTS_KEPT = 100
_LONG_TEXT = 128
_LONG_TEXTS_KEPT = 6 << 20
# Small memory blocks of the interpreter, of some 80 bytes each: an ordinary model stays below a tenth of this.
_BLOCKS_AT_MOST = 300_000
# Without these attributes a stream cannot be followed, or a model not named.
_ALWAYS_KEPT = frozenset(
    {"_sklearn_version", "n_features_in_", "shape", "dtype", "order", "subclass", "numpy_array_alignment_bytes"}
)
_COMPOUND = (Instance, Array, list, dict, tuple)


@dataclass(slots=True)
class Memory:
    """A machine's memo, and the rules for filling containers."""

    memo: dict[object, object] = field(default_factory=dict)
    memo_size: int = 0
    has_forgotten: bool = False
    _long_texts: int = 0
    # Container's id → size of the memo when it last got a single item.
    _added: dict[int, int] = field(default_factory=dict)
    _blocks_before: int = field(default_factory=sys.getallocatedblocks)

    def check(self) -> None:
        """Raise TooMuch where much more is kept than any model needs."""
        if sys.getallocatedblocks() - self._blocks_before > _BLOCKS_AT_MOST:
            raise TooMuch

    def kept(self, value: object) -> object:
        """The value, or OPAQUE where it is long text of which enough was kept."""
        if isinstance(value, str | bytes) and len(value) > _LONG_TEXT:
            self._long_texts += len(value)
            if self._long_texts > _LONG_TEXTS_KEPT:
                return OPAQUE
        return value

    def remember(self, index: object, value: object) -> None:
        """Put a value into the memo."""
        self.memo_size += 1
        self.memo[index] = value

    def recall(self, index: object) -> object:
        """The value at this index; OPAQUE where it was not kept."""
        return self.memo.get(index, OPAQUE)

    def replace_newest(self, old: object, new: object) -> None:
        """Let the memo name `new` where it names `old`, which was put there a moment ago."""
        for index in reversed(self.memo):
            if self.memo[index] is old:
                self.memo[index] = new
                return

    def before_item(self, target: object) -> int:
        """The size of the memo when this container got the item before the one that it gets now."""
        before = self._added.get(id(target), self.memo_size)
        self._added[id(target)] = self.memo_size
        return before

    def extend(self, target: list[object], items: list[object], memo_before: int) -> None:
        """Add items to a list while there is room; what does not fit is forgotten."""
        dropped: list[object] = []
        for item in items:
            room = OBJECTS_KEPT if isinstance(item, _COMPOUND) else PLAIN_ITEMS_KEPT
            (target if len(target) < room else dropped).append(item)
        if dropped:
            self._forget(dropped, memo_before)

    def put(self, target: dict[object, object], items: list[object], memo_before: int) -> None:
        """Set alternating keys and values while there is room; what does not fit is forgotten."""
        dropped: list[object] = []
        for key, value in zip(items[::2], items[1::2], strict=False):
            if not isinstance(key, str | int | float | bytes | Global | None):
                continue
            if len(target) < PLAIN_ITEMS_KEPT or key in _ALWAYS_KEPT:
                target[key] = value
            else:
                dropped.append(key)
        if dropped:
            self._forget(dropped, memo_before)

    def _forget(self, dropped: list[object], memo_before: int) -> None:
        """Take from the memo these items and the objects since `memo_before`, but no other text: names recur."""
        self.has_forgotten = True
        gone = {id(item) for item in dropped}
        for index in range(memo_before, self.memo_size):
            value = self.memo.get(index)
            is_text = isinstance(value, str) and value not in _ALWAYS_KEPT
            if (is_text and id(value) in gone) or (isinstance(value, _COMPOUND) and not _is_dtype(value)):
                del self.memo[index]


def _is_dtype(value: object) -> bool:
    return isinstance(value, Instance) and isinstance(value.callable, Global) and value.callable.name == "dtype"
