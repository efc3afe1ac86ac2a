"""What a package with custom code holds, read without unpacking or importing it."""

import ast
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO, Literal

from modelport.user_paths import expanded

from .misplaced import misplaced
from .report import PackageReport
from .stream import Buffered, Corrupt, TooMuch, Truncated, inflated

UNPACKED_AT_MOST = 500 << 20
MEMBERS_AT_MOST = 20_000
_SOURCE_AT_MOST = 1 << 18
_SOURCES_AT_MOST = 8
_BLOCK = 512
_BUILD_FILES = ("setup.py", "pyproject.toml")
# What damaged archives make the standard library raise, besides errors of its own.
_UNREADABLE = (
    Corrupt, Truncated, TooMuch, tarfile.TarError, zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError,
    RuntimeError, ValueError, ArithmeticError, LookupError, MemoryError,
)  # fmt: skip


def inspect_package(source: str, prediction_class: str = "") -> PackageReport:
    """Look at a .tar.gz or .whl on disk; never raises for what it holds."""
    try:
        return read_package(source, prediction_class, expanded(source).open)
    except (FileNotFoundError, NotADirectoryError):
        found = misplaced(source)
        fix = " ".join(filter(None, [found.fix, found.command and f"Run: {found.command}"]))
        problem = found.summary.removesuffix(".").replace("There is ", "there is ", 1)
        return PackageReport(source, problem, fix=fix, better=found.better)
    except (OSError, ValueError) as error:
        return PackageReport(source, f"it cannot be read as {_kind(source)}{_reason(error)}")


def read_package(source: str, prediction_class: str, opened: Callable[[Literal["rb"]], BinaryIO]) -> PackageReport:
    """Look at the .tar.gz or .whl that `opened` opens; raises only what opening it raises."""
    wanted, _, name = prediction_class.rpartition(".")
    modules: set[str] = set()
    verdict: str | None = None
    with opened("rb") as file:
        try:
            members = list(_members(file, wanted, is_wheel=_is_wheel(source)))
            roots = {""} if _is_wheel(source) else _import_roots(member for member, _ in members)
            for member, text in members:
                modules.update(found := _modules(member, roots))
                if wanted and wanted in found:
                    verdict = class_problem(text, name) if text else ""
        except _Unfit as reason:
            return PackageReport(source, str(reason))
        except _UNREADABLE as error:
            return PackageReport(source, f"it cannot be read as {_kind(source)}{_reason(error)}")
    return PackageReport(source, "", frozenset(modules), verdict)


class _Unfit(Exception):
    """The archive can be read, and not installed; the message says why."""


def _is_wheel(source: str) -> bool:
    return source.endswith(".whl")


def _kind(source: str) -> str:
    return "a wheel" if _is_wheel(source) else "a .tar.gz"


def _reason(error: Exception) -> str:
    return f" ({error})" if str(error) and not isinstance(error, Corrupt) else ""


def _members(file: BinaryIO, wanted: str, *, is_wheel: bool) -> Iterator[tuple[str, str]]:
    """The path of each file, and the text of those that can be the module `wanted`."""
    if is_wheel:
        with zipfile.ZipFile(file) as wheel:
            _refuse_large(len(wheel.infolist()), sum(one.file_size for one in wheel.infolist()))
            sources = 0
            for one in wheel.infolist():
                is_source = _may_be(one.filename, wanted) and sources < _SOURCES_AT_MOST
                sources += is_source
                is_source = is_source and one.file_size <= _SOURCE_AT_MOST
                yield one.filename, wheel.read(one).decode("utf-8", "replace") if is_source else ""
        return
    found = list(_tar_members(inflated(file, "gzip"), wanted))
    if not any(name.count("/") == 1 and name.rpartition("/")[2] in _BUILD_FILES for name, _ in found):
        raise _Unfit("there is no setup.py in its top directory. Build it with: python -m build --sdist")
    yield from found


def _tar_members(stream: Buffered, wanted: str) -> Iterator[tuple[str, str]]:
    count = size = sources = 0
    long_name = ""
    while block := stream.peek(_BLOCK):
        stream.skip(len(block))
        if len(block) < _BLOCK or not any(block):
            return
        header = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
        name, long_name = long_name or header.name, ""
        if header.size < 0:
            raise Corrupt
        count, size = count + 1, size + header.size
        _refuse_large(count, size)
        is_source = _may_be(name, wanted) and sources < _SOURCES_AT_MOST
        sources += is_source
        is_read = header.size <= _SOURCE_AT_MOST and (header.type in b"xL" or is_source)
        content = stream.read(header.size) if is_read else b""
        stream.skip(-header.size % _BLOCK if is_read else header.size + -header.size % _BLOCK)
        if header.type in b"xgLK":
            long_name = _long_name(header.type, content)
        elif header.isreg():
            yield name.removeprefix("./"), content.decode("utf-8", "replace")


def _long_name(kind: bytes, content: bytes) -> str:
    """The name of the next member, which has no room in its own header (POSIX pax, GNU tar)."""
    if kind == b"L":
        return content.rstrip(b"\0").decode("utf-8", "replace")
    records = (record.partition(b" ")[2] for record in content.split(b"\n"))
    paths = [record.removeprefix(b"path=") for record in records if record.startswith(b"path=")]
    return paths[-1].decode("utf-8", "replace") if kind == b"x" and paths else ""


def _refuse_large(count: int, size: int) -> None:
    if count > MEMBERS_AT_MOST or size > UNPACKED_AT_MOST:
        raise _Unfit(f"it has more than {MEMBERS_AT_MOST:,} files or {UNPACKED_AT_MOST >> 20} MB")


def _may_be(path: str, module: str) -> bool:
    inner = module.replace(".", "/")
    return bool(module) and path.endswith((f"{inner}.py", f"{inner}/__init__.py"))


def _import_roots(members: Iterable[str]) -> set[str]:
    """An sdist's directory, its `src`, and where setuptools put `*.egg-info`: what `package_dir` has for ""."""
    roots = set[str]()
    for member in members:
        top = member.partition("/")[0]
        roots |= {f"{top}/", f"{top}/src/"}
        before, is_told, _ = member.partition(".egg-info/")
        if is_told:
            roots.add(before.rpartition("/")[0] + "/")
    return roots


def _modules(path: str, roots: set[str]) -> set[str]:
    """The dotted names under which a member can be imported."""
    if not path.endswith(".py"):
        return set()
    inner = {path.removeprefix(root) for root in roots if path.startswith(root)} - {""}
    return {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in inner}


def class_problem(source: str, name: str) -> str:
    """What keeps the class called `name` from being a prediction routine, in words; "" if nothing shows."""
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        return _problem_in(ast.parse(source), name)
    return ""


def _problem_in(module: ast.Module, name: str) -> str:
    classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
    found = next((node for node in classes if node.name == name), None)
    if found is None:
        # Anything else at the top may bind the name, such as an import or an assignment in a branch.
        plain = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Expr)
        is_sure = all(isinstance(node, plain) for node in module.body if not _is_plain_import(node, name))
        listed = ", ".join(node.name for node in classes[:5])
        return (f"there is no class {name}" + (f", only {listed}" if listed else "")) if is_sure else ""
    inherits = [base for base in found.bases if not (isinstance(base, ast.Name) and base.id == "object")]
    return "" if inherits or found.keywords or found.decorator_list else _problem_of(found)


def _is_plain_import(node: ast.stmt, name: str) -> bool:
    is_import = isinstance(node, ast.Import | ast.ImportFrom)
    return is_import and not {"*", name} & {alias.asname or alias.name for alias in getattr(node, "names", ())}


def _problem_of(found: ast.ClassDef) -> str:
    methods = {node.name: node for node in found.body if isinstance(node, ast.FunctionDef)}
    bound = {target.id for node in found.body if isinstance(node, ast.Assign) for target in node.targets
             if isinstance(target, ast.Name)}  # fmt: skip
    for method in ("from_path", "predict"):
        if method not in methods and method not in bound:
            return f"{found.name} has no {method}"
    if "from_path" in methods and not methods["from_path"].decorator_list:
        return f"from_path of {found.name} is no classmethod"
    predict = methods.get("predict")
    if predict is None or predict.decorator_list:
        return ""
    arguments = predict.args
    named = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    return "" if len(named) == 2 else f"predict of {found.name} takes ({', '.join(named)})"
