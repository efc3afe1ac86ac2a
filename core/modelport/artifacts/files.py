"""One file, read by what its first bytes say it is."""

from .estimators.reader import read_estimator
from .problems import error, truncated
from .reading import Reading
from .report import ArtifactProblem
from .sniffing import HEAD, Content, compression_of, content_of
from .stream import Buffered, Corrupt, Truncated, inflated, plain
from .tree import ArtifactTree
from .xgboost.findings import read_booster

_SAVE_AGAIN = "Save the trained estimator itself with joblib.dump(model, 'model.joblib')."
_BOOSTERS = {Content.UBJSON, Content.JSON, Content.XGBOOST_BINARY}
# Content → (code, what to do).
_REFUSED = {
    Content.EMPTY: ("empty-file", "Save the model again and look at the file's size before you copy it."),
    Content.LZ4: ("lz4", "Save it with joblib.dump(model, 'model.joblib', compress=3): the platform has no lz4."),
    Content.OLD_JOBLIB: ("old-joblib", "Load it with the joblib it was saved with, and save it with one from 0.10 on."),
    Content.XGBOOST_DUMP: ("dump-model-text", "It is for reading only: use booster.save_model('model.bst') instead."),
    Content.KERAS: ("keras-file", "Export a SavedModel: keras.models.load_model({path!r}).export('export/1')."),
    Content.HDF5: ("keras-file", "If Keras wrote it: keras.models.load_model({path!r}).export('export/1')."),
    Content.LIGHTGBM: ("not-a-model", "The platform does not serve LightGBM: use a custom container."),
    Content.PYTORCH: ("not-a-model", "The platform does not serve PyTorch: use a custom container."),
    Content.ONNX: ("not-a-model", "The platform does not serve ONNX: use a custom container."),
    Content.ZIP: ("archive", "Unpack it and give the directory or the model file inside."),
    Content.TAR: ("archive", "Unpack it and give the directory or the model file inside."),
    Content.NUMPY: ("not-a-model", _SAVE_AGAIN),
    Content.LFS_POINTER: ("not-a-model", "Run git lfs pull, which replaces it with the file."),
    Content.TEXT: ("not-a-model", _SAVE_AGAIN),
    Content.UNKNOWN: ("not-a-model", _SAVE_AGAIN),
}


def read_file(tree: ArtifactTree, path: str) -> Reading:
    """Describe the file at `path`; one that is no model is described by its problem."""
    with tree.open(path) as file:
        compression = compression_of(file.read(HEAD))
        stream = inflated(file, compression) if compression else plain(file)
        try:
            content = content_of(stream.peek(HEAD))
        except Truncated:
            return Reading(problems=(truncated(),))
        except Corrupt:
            content, compression = Content.UNKNOWN, ""
        return _read_content(stream, content, compression, path)


def _read_content(stream: Buffered, content: Content, compression: str, path: str) -> Reading:
    if content is Content.PICKLE:
        return read_estimator(stream, is_compressed=bool(compression))
    if content in _BOOSTERS and not compression:
        return read_booster(stream)
    return Reading(problems=(_refusal(content, compression, path),))


def _refusal(content: Content, compression: str, path: str) -> ArtifactProblem:
    if content in _BOOSTERS:
        return error("archive", f"{path} is {content}, compressed with {compression}.", "Decompress the file.")
    code, fix = _REFUSED[content]
    return error(code, f"{path} is {content}, which the platform cannot load.", fix.replace("{path!r}", repr(path)))
