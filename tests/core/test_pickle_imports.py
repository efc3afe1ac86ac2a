"""What a pickle may import: lists of what was met in honest models, and of what attacks have used."""

import pytest

from modelport.catalog.pickle_imports import dangerous

HONEST = (
    "sklearn.linear_model._logistic.LogisticRegression", "sklearn.externals.joblib.numpy_pickle.NumpyArrayWrapper",
    "sklearn.neighbors._kd_tree.newObj", "sklearn.cluster._kmeans._kmeans_single_lloyd",
    "sklearn.preprocessing._data.normalize", "sklearn._loss._loss.__pyx_unpickle_CyHalfMultinomialLoss",
    "numpy.dtype", "numpy.log1p", "numpy._core.multiarray._reconstruct", "numpy.core.multiarray.scalar",
    "numpy.random._pickle.__randomstate_ctor", "scipy.sparse._csr.csr_matrix",
    "pandas.core.internals.managers.BlockManager", "pandas._libs.internals._unpickle_block",
    "pandas.core.indexes.base._new_Index", "joblib.memory.Memory", "xgboost.sklearn.XGBClassifier",
    "lightgbm.sklearn.LGBMClassifier", "torch._utils._rebuild_tensor_v2", "nltk.tokenize.word_tokenize",
    "collections.OrderedDict", "collections.Counter", "datetime.datetime", "functools.partial", "builtins.slice",
    "builtins.ValueError", "__builtin__.bytearray", "copy_reg._reconstructor", "_codecs.encode",
    "operator.itemgetter", "uuid.UUID", "pathlib.PosixPath", "decimal.Decimal", "re._compile",
)  # fmt: skip
HARMFUL = (
    "types.CodeType", "types.FunctionType", "io.open", "_io.FileIO", "codecs.open", "numpy.save", "numpy.savetxt",
    "numpy.load", "numpy.memmap", "numpy.fromfile", "numpy.core.multiarray.fromfile",
    "numpy.ctypeslib.load_library", "joblib.dump", "joblib.numpy_pickle.load", "joblib.disk.delete_folder",
    "sklearn.datasets.load_svmlight_file", "sklearn.datasets._lfw.fetch_lfw_people", "pandas.read_pickle",
    "pandas.eval", "pandas.io.common.get_handle", "scipy.io.savemat", "tensorflow.io.write_file",
    "xgboost.core.Booster.load_model", "numpy.ndarray.tofile", "_posixsubprocess.fork_exec",
    "distutils.spawn.spawn", "site.addsitedir", "zipimport.zipimporter", "_thread.start_new_thread",
    "logging.config.fileConfig", "doctest.testfile", "ensurepip.bootstrap", "os.system", "posix.system",
    "subprocess.Popen", "builtins.exec", "builtins.eval", "__builtin__.execfile", "importlib.import_module",
    "runpy.run_path", "cloudpickle.cloudpickle._make_function", "uuid._get_command_stdout",
    "operator.call.__globals__",
)  # fmt: skip


def split(path: str) -> tuple[str, str]:
    module, _, name = path.rpartition(".")
    return module, name


@pytest.mark.parametrize("path", HONEST)
def test_what_honest_models_import_is_harmless(path: str) -> None:
    assert dangerous([split(path)]) == []


@pytest.mark.parametrize("path", HARMFUL)
def test_what_runs_reads_or_writes_something_is_found(path: str) -> None:
    assert dangerous([split(path)]) == [split(path)]


@pytest.mark.parametrize(
    ("module", "name"),
    [("pathlib", "Path.write_text"), ("", "write_text"), ("", "tofile"), ("", "__globals__"),
     ("collections", "abc.sys"), ("builtins", "object.__subclasses__")],
)  # fmt: skip
def test_what_is_reached_by_a_name_is_judged_by_it(module: str, name: str) -> None:
    assert dangerous([(module, name)])
