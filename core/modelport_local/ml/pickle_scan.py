"""What a pickle would import, found by unpickling with stand-ins: nothing of it is imported or called."""

import bz2
import gzip
import io
import lzma
import math
import pickle
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, ClassVar

import numpy as np

from modelport.catalog.pickle_imports import ATTRIBUTE_READERS, TRUST_LABEL, Import, dangerous

MODEL_FILES = ("model.joblib", "model.pkl", "model.bst")
_SHOWN_AT_MOST = 5
_CHUNK = 1 << 20
# What no honest pickle does to a stand-in; other failures are the loader's to report, since it meets them too.
_DEFEATED = (TypeError, AttributeError, RecursionError)


class PickleRefused(Exception):
    """Loading the file would run something; the message is the version's `errorMessage`."""


def refuse_dangerous(model_dir: Path, labels: Mapping[str, str]) -> None:
    """Raises PickleRefused, unless the version's label says that its maker trusts the file."""
    if labels.get(TRUST_LABEL) == "yes":
        return
    for path in (model_dir / name for name in MODEL_FILES):
        if path.is_file() and (found := scan(path)):
            raise PickleRefused(
                f"Field: version.deployment_uri Error: {path.name} was not loaded, since that would {found}. If you "
                f"made the file yourself and know what it does, create the version with the label {TRUST_LABEL}=yes."
            )


def scan(path: Path) -> str:
    """What loading the file would do that no model needs, such as "call os.system", or ""."""
    seen = _Seen()
    try:
        with path.open("rb") as file, _decompressed(file) as stream:
            if path.suffix != ".bst" or stream.read(1) == b"\x80":
                stream.seek(0)
                _StandIns(stream, seen).load()
    except _DEFEATED:
        seen.is_hidden = True
    except (EOFError, OSError, ValueError, LookupError, pickle.UnpicklingError, zlib.error, lzma.LZMAError):
        pass
    if found := dangerous(seen.imports):
        return "call " + ", ".join(f"{module}.{name}" for module, name in found[:_SHOWN_AT_MOST])
    return "import what it hides the name of" if seen.is_hidden else ""


class _Seen:
    """The imports in their order, and whether the name of one is put together while loading."""

    def __init__(self) -> None:
        self.imports: dict[Import, None] = {}
        self.is_hidden = False


class _StandIn:
    """Takes whatever a pickle gives an object, and does nothing with it."""

    def __new__(cls, *_: object, **__: object) -> "_StandIn":
        return object.__new__(cls)

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __call__(self, *_: object, **__: object) -> "_StandIn":
        return self

    def __setitem__(self, _key: object, _value: object) -> None:
        pass

    def __setstate__(self, _state: object) -> None:
        pass

    def append(self, _item: object) -> None:
        """A list's."""

    extend = add = append


class _ArrayWrapper(_StandIn):
    """joblib's note that an array's bytes follow."""

    def __setstate__(self, state: object) -> None:
        self.state = state if isinstance(state, dict) else {}


class _StandIns(pickle._Unpickler):
    """Unpickles stand-ins, and passes over arrays and long bytes."""

    dispatch: ClassVar[dict[int, Callable[[Any], None]]] = dict(pickle._Unpickler.dispatch)

    def __init__(self, stream: IO[bytes], seen: _Seen) -> None:
        super().__init__(stream, fix_imports=False, encoding="latin-1")
        self._stream = stream
        self._seen = seen

    def find_class(self, module: str, name: str) -> Any:
        """A stand-in; only what arrays need to be passed over is known."""
        self._seen.imports[module, name] = None
        if name == "NumpyArrayWrapper":
            return _ArrayWrapper
        if (module, name) == ("numpy", "dtype"):
            return np.dtype
        if (module, name) in ATTRIBUTE_READERS:
            return self._read_attribute
        return _rebuilt if name == "_reconstructor" else _StandIn

    def persistent_load(self, _pid: object) -> Any:
        """What is kept outside of the file."""
        return _StandIn()

    def _read_attribute(self, *arguments: object) -> _StandIn:
        for name in arguments:
            if isinstance(name, str):
                self._seen.imports["", name] = None
        return _StandIn()

    def load_build(self) -> None:
        """Give an object its state; the bytes of joblib's arrays follow at once."""
        super().load_build()  # type: ignore[misc]
        stack: list[Any] = self.stack  # type: ignore[attr-defined]
        if isinstance(stack[-1], _ArrayWrapper):
            self._pass_array(stack[-1].state)

    dispatch[pickle.BUILD[0]] = load_build

    def load_stack_global(self) -> None:
        """An import by two texts; anything else has no name yet."""
        stack: list[Any] = self.stack  # type: ignore[attr-defined]
        self._seen.is_hidden |= not all(type(part) is str for part in stack[-2:])
        super().load_stack_global()  # type: ignore[misc]

    dispatch[pickle.STACK_GLOBAL[0]] = load_stack_global

    def _pass_array(self, state: dict[str, Any]) -> None:
        dtype = state.get("dtype")
        if not isinstance(dtype, np.dtype):
            raise pickle.UnpicklingError("an array without a type")
        if dtype.hasobject:
            _StandIns(self._stream, self._seen).load()
            return
        if state.get("numpy_array_alignment_bytes") is not None:
            _pass(self._stream, self._stream.read(1)[0])
        _pass(self._stream, math.prod(state["shape"]) * dtype.itemsize)


def _rebuilt(made_of: Any, *_: object) -> Any:
    """copyreg's way to make an object in the protocols before 2."""
    return made_of() if isinstance(made_of, type) and issubclass(made_of, _StandIn) else _StandIn()


def _pass(stream: IO[bytes], count: int) -> None:
    while count > 0:
        passed = len(stream.read(min(count, _CHUNK)))
        if not passed:
            raise EOFError
        count -= passed


def _decompressed(file: IO[bytes]) -> IO[bytes]:
    """What joblib would read, which knows compression by the first bytes."""
    start = file.read(6)
    file.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return io.BufferedReader(gzip.GzipFile(fileobj=file))
    if start.startswith(b"BZ"):
        return bz2.BZ2File(file)
    if start.startswith((b"\xfd7zXZ\0", b"\x5d\0")):
        return lzma.LZMAFile(file)
    if start[:1] == b"x" and int.from_bytes(start[:2], "big") % 31 == 0:
        return io.BytesIO(zlib.decompress(file.read()))
    return file
