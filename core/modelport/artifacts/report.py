"""What is known about an artifact after reading it, without having executed any of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArtifactFile:
    """A file below the artifact's root: path with `/`, size in bytes."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """An input or output of a SavedModel's signature; -1 in the shape is any size, None an unknown rank."""

    name: str
    dtype: str
    shape: tuple[int, ...] | None

    @property
    def is_single(self) -> bool:
        """Whether it has no dimension for instances: nobody can give it, so the model has a value for it."""
        return self.shape == ()


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature of a SavedModel."""

    name: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


@dataclass(frozen=True, slots=True)
class ArtifactProblem:
    """Something wrong with the artifact: a stable code, `error`, `warning` or `info`, words for people, and a fix.

    `better_source` is a path or `gs://…` to give instead, where there is one.
    """

    code: str
    severity: str
    message: str
    fix: str
    better_source: str = ""


@dataclass(frozen=True, slots=True)
class ArtifactReport:
    """The result of looking at one artifact.

    `root` is the directory to deploy (for a single file, the directory that holds it; for a TensorFlow export base,
    its newest timestamped directory) and `files` are those to upload, relative to it. `framework` is the API's name,
    or "" where nothing was recognised. `found` says in a few words what gave it away, such as
    `model.joblib: Pipeline, 4 features, saved with scikit-learn 1.9.1`. `staged_as` pairs a file's path with the object
    name that the platform knows, where the two differ. `library_version` is that of the framework's library;
    `library_versions` pairs every library with a version that was met. `file_format` is `SavedModel`, `pickle`,
    `joblib`, `UBJSON`, `JSON` or `binf`; `pickle_protocol` is 0 for protocols 0 and 1, which look alike. `loaded_bytes`
    is the size of a pickle once decompressed. `base_score` is XGBoost's as written, and
    `booster_format` that of its three in which the model is, by itself or inside a pickle. `gives_classes` names what
    predicts a class where it could give probabilities: a class such as `LogisticRegression`, or XGBoost's objective.
    `imports` are module and name of what a pickle imports. `changes` pairs a class of scikit-learn in it with the id of
    what newer releases could not work with (`catalog.scikit_learn`).
    """

    source: str
    root: str
    files: tuple[ArtifactFile, ...]
    framework: str = ""
    model_file: str = ""
    found: str = ""
    library_version: str = ""
    model_class: str = ""
    modules: tuple[str, ...] = ()
    imports: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[str, str], ...] = ()
    feature_count: int | None = None
    feature_names: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    problems: tuple[ArtifactProblem, ...] = ()
    sample_instances: tuple[object, ...] = ()
    staged_as: tuple[tuple[str, str], ...] = ()
    library_versions: tuple[tuple[str, str], ...] = ()
    file_format: str = ""
    pickle_protocol: int | None = None
    loaded_bytes: int = 0
    base_score: str = ""
    booster_format: str = ""
    gives_classes: str = ""

    def object_names(self, *, has_own_loader: bool) -> dict[str, str]:
        """The name of each file on the platform; a routine or container opens its files under the names they have."""
        renamed = {} if has_own_loader else dict(self.staged_as)
        return {file.path: renamed.get(file.path, file.path) for file in self.files}

    @property
    def total_bytes(self) -> int:
        """The sum of the files' sizes."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class PackageReport:
    """One package: why it can't be installed ("" if it can), and the dotted names of its modules.

    `fix` says what to do about the problem where there is something special, `better` is what to give instead.
    `unread` is why nothing is known about it, "" where it was read.

    `class_problem` is what is wrong with the prediction class, "" if nothing shows, None if its module is not in here.
    """

    source: str
    problem: str = ""
    modules: frozenset[str] = frozenset()
    class_problem: str | None = None
    fix: str = ""
    better: str = ""
    unread: str = ""
