"""Google's Python clients in a process of their own, in the environment that the platform prints, as the guide says."""

import sys

import pytest

from local.clients.shell import Shell

BEFORE = """
import json, os, sys, threading
asked = set()
sys.addaudithook(lambda event, facts: asked.add(facts[0]) if event == "socket.getaddrinfo" else None)
"""
AFTER = """
for thread in threading.enumerate():
    if thread.daemon:
        thread.join()
assert asked == {"127.0.0.1"}, asked
"""
STORAGE = """
from google.cloud import storage
from google.cloud.storage import transfer_manager
client = storage.Client()
bucket = client.create_bucket("python-plain", location="us-central1")
bucket.blob("x").upload_from_string(b"data")
with open(sys.argv[1], "wb") as file:
    file.write(b"x" * 6_000_000)
blob = bucket.blob("chunks")
transfer_manager.upload_chunks_concurrently(sys.argv[1], blob, chunk_size=5 * 1024 * 1024)
assert len(blob.download_as_bytes()) == 6_000_000
del os.environ["API_ENDPOINT_OVERRIDE"]
client = storage.Client(client_options={"api_endpoint": os.environ["MODELPORT_URL"]})
assert client.bucket("python-plain").blob("x").download_as_bytes() == b"data"
"""
DISCOVERY = """
import io
import googleapiclient.discovery
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.http import BatchHttpRequest, MediaIoBaseUpload
url = os.environ["MODELPORT_URL"]
document = json.loads(get_static_doc("storage", "v1"))
document["rootUrl"] = url + "/"
storage = googleapiclient.discovery.build_from_document(document)
storage.buckets().insert(project="p", body={"name": "python-discovery"}).execute()
for name, resumable in (("one", False), ("two", True)):
    media = MediaIoBaseUpload(io.BytesIO(b"data"), "text/plain", resumable=resumable)
    storage.objects().insert(bucket="python-discovery", name=name, media_body=media).execute()
assert storage.objects().get_media(bucket="python-discovery", object="two").execute() == b"data"
answers = []
def note(id, response, error):
    assert error is None, error
    answers.append(response)
ml = googleapiclient.discovery.build(
    "ml", "v1", static_discovery=True, client_options={"api_endpoint": url + "/regions/us-central1"}
)
ml.projects().models().create(parent="projects/p", body={"name": "python"}).execute()
batch = BatchHttpRequest(callback=note, batch_uri=url + "/batch")
batch.add(ml.projects().models().list(parent="projects/p"))
batch.add(storage.objects().get(bucket="python-discovery", object="one"))
batch.execute()
assert answers[0]["models"][0]["name"] == "projects/p/models/python"
assert answers[1]["name"] == "one"
"""

LOGIN = """
import google.auth
from google.auth.transport.requests import AuthorizedSession, Request
credentials, project = google.auth.default()
credentials.refresh(Request())
assert credentials.token == os.environ["MODELPORT_TOKEN"]
credentials, project = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
answer = AuthorizedSession(credentials).get(os.environ["MODELPORT_URL"] + "/v1/projects/p/models")
assert answer.status_code == 200, answer.text
"""


@pytest.mark.parametrize(
    "script", [STORAGE, DISCOVERY, LOGIN], ids=["google-cloud-storage", "google-api-python-client", "google-auth"]
)
def test_a_program_works_as_the_guide_says_and_asks_nobody_else(
    shell: Shell, script: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    large = tmp_path_factory.mktemp("python") / "large"
    shell.run(sys.executable, "-W", "ignore", "-c", BEFORE + script + AFTER, large)
