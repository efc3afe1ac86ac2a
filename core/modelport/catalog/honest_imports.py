"""What pickles of honest models import from Python's own library: types of values, and functions that only compute.

Collected from the pickles of every estimator of scikit-learn, of NumPy, SciPy, pandas and XGBoost, in every protocol.
"""

_BUILTINS = {
    "object", "type", "set", "frozenset", "dict", "list", "tuple", "int", "long", "float", "complex", "bool",
    "str", "unicode", "basestring", "bytes", "bytearray", "memoryview", "slice", "range", "xrange", "len", "min",
    "max", "sum", "abs", "round", "sorted", "any", "all", "zip", "map", "filter", "enumerate", "reversed", "iter",
    "next", "repr", "ord", "chr", "divmod", "pow", "hash", "callable", "isinstance", "issubclass", "property",
    "staticmethod", "classmethod", "super", "getattr", "hasattr", "Ellipsis", "NotImplemented", "NoneType",
    "print",
}  # fmt: skip
_ERRORS = ("Error", "Exception", "Warning", "StopIteration", "KeyboardInterrupt", "SystemExit")
_NAMES = {
    "builtins": _BUILTINS,
    "__builtin__": _BUILTINS,
    "copyreg": {"_reconstructor", "__newobj__", "__newobj_ex__"},
    "copy_reg": {"_reconstructor", "__newobj__", "__newobj_ex__"},
    "_codecs": {"encode", "decode"},
    "codecs": {"encode", "decode"},
    "functools": {"partial", "partialmethod", "reduce", "cmp_to_key", "cached_property"},
    "types": {"SimpleNamespace", "MappingProxyType", "NoneType", "EllipsisType", "NotImplementedType", "GenericAlias"},
    "time": {"struct_time"},
    "uuid": {"UUID", "SafeUUID"},
    "re": {"_compile", "compile", "Pattern", "RegexFlag"},
    "random": {"Random", "SystemRandom"},
    "array": {"array", "_array_reconstructor"},
    "pathlib": {"Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath"},
    "pathlib._local": {"Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath"},
    "zoneinfo": {"ZoneInfo", "ZoneInfo._unpickle"},
    "inspect": {"Parameter", "Signature", "_ParameterKind"},
    "logging": {"getLogger"},
    "weakref": {"ref", "WeakKeyDictionary", "WeakValueDictionary", "WeakSet"},
    "abc": {"ABC", "ABCMeta"},
    "copy": {"copy", "deepcopy"},
    "os": {"fspath"},
    "sys": {"maxsize", "intern"},
    "UserDict": {"UserDict", "IterableUserDict"},
    "UserList": {"UserList"},
}
_WHOLE = {
    "collections", "collections.abc", "_collections", "datetime", "_datetime", "_pydatetime", "decimal",
    "_decimal", "_pydecimal", "fractions", "math", "cmath", "statistics", "numbers", "itertools", "operator",
    "_operator", "enum", "string", "typing", "bisect", "heapq", "calendar", "ipaddress",
}  # fmt: skip
"""Modules in which nothing does more than compute."""


def is_honest(module: str, name: str) -> bool:
    """Whether an honest model imports this from Python's own library; a dotted name reaches into something: False."""
    if module in ("builtins", "__builtin__", "exceptions") and name.endswith(_ERRORS):
        return True
    if module in _WHOLE:
        return "." not in name
    return name in _NAMES.get(module, ())
