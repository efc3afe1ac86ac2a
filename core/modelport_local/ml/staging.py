"""A version's files: what the bucket must hold, and the version's own copy of it."""

import asyncio
import shutil
from pathlib import Path, PurePosixPath

from modelport.catalog import frameworks, limits, machines, regions

from ..storage.reader import BucketReader
from .access import GET, LIST, refusal
from .resources import Version

_PAUSE_EVERY = 50
Listing = dict[str, int]


class StagingFailed(Exception):
    """The version's files cannot be used; the message is the version's `errorMessage`."""


def split_uri(uri: str) -> tuple[str, str]:
    """`gs://BUCKET/a/b` → bucket and `a/b/`; an empty directory is the bucket's root."""
    bucket, _, directory = uri.removeprefix("gs://").partition("/")
    directory = directory.strip("/")
    return bucket, f"{directory}/" if directory else ""


class Staging:
    """Copies artifacts out of buckets, since later edits there change nothing in the version."""

    def __init__(self, reader: BucketReader, root: Path) -> None:
        self._reader = reader
        self._root = root

    def directory(self, uid: str) -> Path:
        """Where a version's files are."""
        return self._root / uid

    def model_dir(self, uid: str) -> Path:
        """The copy of `deploymentUri`."""
        return self.directory(uid) / "model"

    def work_dir(self, uid: str) -> Path:
        """The working directory of the version's nodes."""
        return self.directory(uid) / "work"

    async def stage(self, version: Version, uid: str, region: str, project: str) -> Listing:
        """Check and copy the directory; relative names with sizes in bytes; raises StagingFailed."""
        bucket, prefix = split_uri(version.deployment_uri)
        self._check_bucket(bucket, region)
        self._check_access(version, project)
        listing = self._listing(bucket, prefix)
        _check_size(version, listing)
        self.remove(uid)
        target = self.model_dir(uid)
        target.mkdir(parents=True)
        self.work_dir(uid).mkdir()
        for count, name in enumerate(listing):
            self._copy(bucket, prefix + name, target / name)
            if version.package_uris:
                await asyncio.to_thread(_unlink_from_store, target / name)
            if count % _PAUSE_EVERY == 0:
                await asyncio.sleep(0)
        return listing

    def fetch(self, uri: str, target: Path) -> None:
        """Copy one object; raises StagingFailed."""
        bucket, _, name = uri.removeprefix("gs://").partition("/")
        self._copy(bucket, name, target, "package_uris")

    def remove_all_but(self, uids: set[str]) -> None:
        """Delete what versions left that are no more."""
        for directory in self._root.iterdir() if self._root.is_dir() else ():
            if directory.name not in uids:
                self.remove(directory.name)

    def remove(self, uid: str) -> None:
        """Delete a version's files."""
        shutil.rmtree(self.directory(uid), ignore_errors=True)

    def _check_bucket(self, name: str, region: str) -> None:
        info = self._reader.bucket(name)
        if info is None:
            raise StagingFailed(_at_fault(f"The bucket {name} does not exist. Create it, or correct the name."))
        if info.location.lower() != region:
            raise StagingFailed(
                _at_fault(
                    f"The bucket {name} is in {info.location} and the version is served in {region}: "
                    f"copy the model to a bucket whose location is {region}."
                )
            )

    def _check_access(self, version: Version, project: str) -> None:
        if found := refusal(self._reader, split_uri(version.deployment_uri)[0], project, (LIST, GET)):
            raise StagingFailed(_at_fault(found))
        for package in version.package_uris:
            if found := refusal(self._reader, split_uri(package)[0], project, (GET,)):
                raise StagingFailed(_at_fault(found, "package_uris"))

    def _listing(self, bucket: str, prefix: str) -> Listing:
        found = {name[len(prefix) :]: size for name, size in self._reader.list(bucket, prefix)}
        files = {name: size for name, size in found.items() if name and not name.endswith("/")}
        if unsafe := next((name for name in files if not _is_safe(name)), ""):
            raise StagingFailed(_at_fault(f"The object name {unsafe!r} cannot be a file name in a directory."))
        most = limits.limit("model_dir_max_files")
        if len(files) > most:
            raise StagingFailed(
                _at_fault(f"The number of files under gs://{bucket}/{prefix} is {len(files)}, which exceeds {most}.")
            )
        return files

    def _copy(self, bucket: str, name: str, target: Path, field: str = "deployment_uri") -> None:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._reader.copy_to(bucket, name, target)
        except KeyError as error:
            raise StagingFailed(_at_fault(f"gs://{bucket}/{name} does not exist.", field)) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise StagingFailed(f"gs://{bucket}/{name} could not be copied: {reason}.") from error


def _unlink_from_store(path: Path) -> None:
    """Make a hard link a file of its own, so that custom code cannot write into the bucket."""
    if path.stat().st_nlink > 1:
        copy = path.with_name(path.name + ".copy")
        shutil.copyfile(path, copy)
        copy.replace(path)


def _at_fault(description: str, field: str = "deployment_uri") -> str:
    return f"Field: version.{field} Error: {description}"


def _is_safe(name: str) -> bool:
    """Whether a name stays below the directory it is copied to."""
    return not name.startswith("/") and "\0" not in name and not {"", ".", ".."} & set(name.split("/"))


def _check_size(version: Version, listing: Listing) -> None:
    machine, total = machines.find(version.machine_type), sum(listing.values())
    if machine is not None and total > machine.model_dir_limit:
        raise StagingFailed(
            _at_fault(
                f"The total size of files in {version.deployment_uri} is {total} bytes, which exceeds the allowed "
                f"maximum of {machine.model_dir_limit} bytes."
            )
        )


def framework_in(version: Version, listing: Listing) -> str:
    """The framework whose files are there; "" if a pickle's class has to decide; raises StagingFailed."""
    if version.prediction_class:
        return ""
    names = set(listing)
    saved_models = names & set(_files(frameworks.TENSORFLOW))
    if version.framework == frameworks.TENSORFLOW or (saved_models and not version.framework):
        return _tensorflow(version, saved_models, names)
    return _pickled(version, names)


def _files(framework: str) -> tuple[str, ...]:
    found = frameworks.find(framework)
    return found.files if found else ()


def _tensorflow(version: Version, saved_models: set[str], names: set[str]) -> str:
    if len(saved_models) == 1:
        others = names & {"model.bst", "model.joblib", "model.pkl"}
        if others and not version.framework:
            raise StagingFailed(
                _at_fault(f"Multiple model files are found: {', '.join(sorted(saved_models | others))}.")
            )
        return frameworks.TENSORFLOW
    deeper = sorted(name for name in names if PurePosixPath(name).name.startswith("saved_model."))
    hint = f" Did you mean {version.deployment_uri.rstrip('/')}/{PurePosixPath(deeper[0]).parent}/?" if deeper else ""
    raise StagingFailed(
        _at_fault(
            f"Deployment directory {version.deployment_uri} is expected to contain exactly one of: "
            f"[saved_model.pb, saved_model.pbtxt].{hint}"
        )
    )


def _pickled(version: Version, names: set[str]) -> str:
    wanted = _files(version.framework) if version.framework else ("model.joblib", "model.pkl", "model.bst")
    found = [name for name in wanted if name in names]
    if not found:
        place = version.deployment_uri
        raise StagingFailed(_at_fault(f"Could not find {', '.join(wanted[:-1])} or {wanted[-1]} in {place}."))
    if version.framework:
        return version.framework
    if len(found) > 1:
        raise StagingFailed(_at_fault(f"Multiple model files are found: {', '.join(found)}. Name the framework."))
    return frameworks.XGBOOST if found == ["model.bst"] else ""


def serving_region(region: str, model_regions: tuple[str, ...]) -> str:
    """Where nodes run: the regional endpoint's region, or the region of a model on the global endpoint."""
    return (model_regions or (regions.DEFAULT_REGION,))[0] if region == regions.GLOBAL else region
