"""Files that are damaged, or made to harm, are reported: never executed, never a crash, in flat memory."""

import bz2
import lzma
import os
import pickle
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import joblib
import pytest
import xgboost
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.artifacts.conftest import codes
from modelport.artifacts import ArtifactReport, inspect

PROTOCOL_4 = b"\x80\x04"
PLACES = st.integers(0, 1 << 24)
EMPTY_LEARNER = b"{L" + struct.pack(">q", 7) + b"learner"
FUZZED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def files(
    estimators: dict[str, Any], booster: xgboost.Booster, tmp_path_factory: pytest.TempPathFactory
) -> list[bytes]:
    """The bytes of real models in every format."""
    directory = tmp_path_factory.mktemp("models")
    model = estimators["mixed"]
    for name, compress in (("a", 0), ("b", 3), ("c", ("bz2", 3)), ("d", ("xz", 1))):
        joblib.dump(model, directory / name, compress=compress)
    for name in ("e.json", "f.ubj"):
        booster.save_model(directory / name)
    pickles = [pickle.dumps(each, protocol=protocol) for each in (model, booster) for protocol in (0, 2, 5)]
    return [path.read_bytes() for path in sorted(directory.iterdir())] + pickles


def inspected(directory: Path, content: bytes) -> ArtifactReport:
    """The report on these bytes, whose problems are all worded, and none is the reader's own defect."""
    (directory / "model.pkl").write_bytes(content)
    report = inspect(directory)
    assert "reader-failed" not in codes(report), report.problems
    assert all(problem.message and problem.fix for problem in report.problems)
    return report


@FUZZED
@given(PLACES, st.lists(st.tuples(PLACES, st.integers(0, 255)), min_size=1, max_size=8))
def test_changed_bytes_never_raise(
    files: list[bytes], tmp_path: Path, which: int, changes: list[tuple[int, int]]
) -> None:
    content = bytearray(files[which % len(files)])
    for place, byte in changes:
        content[place % len(content)] = byte
    inspected(tmp_path, bytes(content))


@FUZZED
@given(st.binary(max_size=400), st.sampled_from([b"", PROTOCOL_4, b"{L", b'{"', b"binf", EMPTY_LEARNER]))
def test_any_bytes_never_raise(tmp_path: Path, content: bytes, head: bytes) -> None:
    inspected(tmp_path, head + content)


@FUZZED
@given(st.binary(max_size=300))
def test_any_bytes_as_a_saved_model_never_raise(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "saved_model.pb").write_bytes(b"\x12" + bytes([len(content) & 127]) + content)
    assert "reader-failed" not in codes(inspect(tmp_path))


@FUZZED
@given(PLACES, PLACES)
def test_a_file_that_ends_early_is_never_complete(files: list[bytes], tmp_path: Path, which: int, end: int) -> None:
    content = files[which % len(files)]
    report = inspected(tmp_path, content[: end % len(content)])
    assert any(problem.severity == "error" for problem in report.problems)


def test_a_truncated_model_is_called_so(estimators: dict[str, Any], tmp_path: Path) -> None:
    for compress in (0, 3):
        joblib.dump(estimators["forest"], tmp_path / "model.joblib", compress=compress)
        content = (tmp_path / "model.joblib").read_bytes()
        (tmp_path / "model.joblib").write_bytes(content[: len(content) // 2])
        report = inspect(tmp_path)
        assert codes(report) == ["truncated"]
        assert report.found.startswith("model.joblib: RandomForestClassifier")


class Attack:
    """Runs a command when it is unpickled."""

    def __init__(self, function: Any, *arguments: str) -> None:
        self.function, self.arguments = function, arguments

    def __reduce__(self) -> Any:
        return self.function, self.arguments


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize(
    ("function", "argument"),
    [(os.system, "touch {}"), (subprocess.getoutput, "touch {}"), (eval, "open({!r}, 'w')"), (exec, "open({!r}, 'w')")],
    ids=["os.system", "subprocess", "eval", "exec"],
)
def test_a_pickle_that_would_run_something_is_not_executed(
    tmp_path: Path, protocol: int, function: Any, argument: str
) -> None:
    marker = tmp_path / "executed"
    content = pickle.dumps(["first", Attack(function, argument.format(str(marker)))], protocol=protocol)
    report = inspected(tmp_path, content)
    assert not marker.exists()
    assert codes(report)[0] == "dangerous-import"
    assert report.problems[0].severity == "error"
    pickle.loads(content)
    assert marker.exists()


def test_an_attack_inside_a_model_is_found(estimators: dict[str, Any], tmp_path: Path) -> None:
    model = pickle.loads(pickle.dumps(estimators["pipeline"]))
    model.memory = Attack(os.system, "true")
    report = inspected(tmp_path, pickle.dumps(model))
    assert codes(report) == ["dangerous-import"]
    joblib.dump(model, tmp_path / "model.pkl", compress=3)
    assert "dangerous-import" in codes(inspect(tmp_path))


def test_an_import_whose_name_is_put_together_while_loading_is_an_error(tmp_path: Path) -> None:
    # 'os' comes from a call, so that it never stands in the file.
    hidden = PROTOCOL_4 + b"cbuiltins\nstr\n\x8c\x02os\x85R\x8c\x06system\x93."
    assert "hidden-import" in codes(inspected(tmp_path, hidden))


@pytest.mark.parametrize("line", [b"cjoblib.parallel\nos\n", b"csklearn.base\nre.sys.modules\n", b"cposix\nsystem\n"])
def test_a_dangerous_module_is_found_by_any_way_to_its_name(tmp_path: Path, line: bytes) -> None:
    assert codes(inspected(tmp_path, PROTOCOL_4 + line + b"."))[0] == "dangerous-import"


def bombs() -> Iterator[tuple[str, bytes]]:
    """Small files that ask for much memory, time or depth."""
    long_bytes = PROTOCOL_4 + b"\x8e" + struct.pack("<Q", 3 << 30)
    packed = zlib.compressobj(9)
    yield (
        "zlib",
        packed.compress(long_bytes) + b"".join(packed.compress(bytes(1 << 20)) for _ in range(100)) + packed.flush(),
    )
    packed_bz2 = bz2.BZ2Compressor()
    yield "bz2", packed_bz2.compress(long_bytes + bytes(40 << 20)) + packed_bz2.flush()
    yield "xz", lzma.compress(long_bytes + bytes(40 << 20), preset=0)
    yield "bytes of 2 GB", PROTOCOL_4 + b"B\xff\xff\xff\x7f"
    yield "bytes of 16 EB", PROTOCOL_4 + b"\x8e" + b"\xff" * 8
    yield "integer of 2 GB", PROTOCOL_4 + b"\x8b\xff\xff\xff\x7f" + bytes(100)
    yield "lists", PROTOCOL_4 + b"]" * 500_000
    yield "dicts in the memo", PROTOCOL_4 + b"}\x94" * 400_000
    yield "marks", PROTOCOL_4 + b"(" * 1_000_000
    yield "tuples in tuples", PROTOCOL_4 + b")" + b"\x85" * 600_000 + b"."
    yield "calls of calls", PROTOCOL_4 + b")" + b")R" * 500_000 + b"."
    yield "lists in lists", PROTOCOL_4 + b"]" * 90_000 + b"a" * 89_999 + b"."
    yield "texts", PROTOCOL_4 + (b"X\xa0\x0f\x00\x00" + b"a" * 4000 + b"\x94") * 8_000
    yield "line", b"(V" + b"a" * 40_000_000 + b"\n."
    yield "ubjson depth", EMPTY_LEARNER + b"[" * 1_000_000
    yield "ubjson nulls", EMPTY_LEARNER + b"[$Z#L" + struct.pack(">q", 1 << 60)
    yield "ubjson numbers", EMPTY_LEARNER + b"[$D#L" + struct.pack(">q", 1 << 62)
    yield "json depth", b'{"learner":' + b"[" * 500_000
    yield "json names", b'{"learner":{"feature_names":[' + b'"ab",' * 4_000_000 + b'"b"]'


MEASURE = """
import sys
from modelport.artifacts import inspect
def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) * 1024
for path in sys.argv[1:3]:
    inspect(path)
before = peak()
for path in sys.argv[3:]:
    report = inspect(path)
    assert report.problems, path
    print(peak() - before, [problem.code for problem in report.problems], path)
"""


def test_no_bomb_takes_more_than_64_megabytes(
    estimators: dict[str, Any], booster: xgboost.Booster, tmp_path: Path
) -> None:
    joblib.dump(estimators["mixed"], tmp_path / "warm.joblib")
    booster.save_model(tmp_path / "warm.json")
    paths = [tmp_path / "warm.joblib", tmp_path / "warm.json"]
    for number, (_, content) in enumerate(bombs()):
        paths.append(tmp_path / f"{number}.bin")
        paths[-1].write_bytes(content)
    printed = subprocess.run([sys.executable, "-c", MEASURE, *paths], check=True, capture_output=True, text=True).stdout
    lines = printed.splitlines()
    assert len(lines) == len(paths) - 2
    assert all(int(line.split()[0]) < 64 << 20 for line in lines), printed
    assert "reader-failed" not in printed


def test_inspecting_imports_none_of_the_libraries(estimators: dict[str, Any], tmp_path: Path) -> None:
    joblib.dump(estimators["mixed"], tmp_path / "model.joblib")
    script = (
        "import sys; from modelport.artifacts import inspect; print(inspect(sys.argv[1]).found);"
        "print({'sklearn', 'numpy', 'joblib', 'xgboost', 'tensorflow', 'google'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert printed[0].startswith("model.joblib: Pipeline")
    assert printed[1] == "set()"
