"""Each framework, from files in a bucket to predictions that equal the library's own."""

import json
import math
import pickle
from pathlib import Path

import joblib
import numpy as np
import pytest
import xgboost
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from local.ml.platform import Cloud


def joblib_bytes(model: object, tmp_path: Path) -> bytes:
    joblib.dump(model, tmp_path / "model.joblib")
    return (tmp_path / "model.joblib").read_bytes()


def booster() -> xgboost.Booster:
    generator = np.random.default_rng(3)
    features = generator.normal(size=(200, 5)).astype(np.float32)
    matrix = xgboost.DMatrix(features, features[:, 0] + features[:, 1] ** 2)
    return xgboost.train({"max_depth": 3, "nthread": 1}, matrix, num_boost_round=8)


@pytest.mark.parametrize("declared", ["SCIKIT_LEARN", ""])
@pytest.mark.parametrize("name", ["model.joblib", "model.pkl"])
def test_scikit_learn_predicts_as_the_library_does(
    cloud: Cloud, classifier: LogisticRegression, rows: list[list[float]], tmp_path: Path, name: str, declared: str
) -> None:
    content = pickle.dumps(classifier) if name == "model.pkl" else joblib_bytes(classifier, tmp_path)
    cloud.create_model()
    operation = cloud.create_version(cloud.upload({name: content}), **({"framework": declared} if declared else {}))
    assert operation["response"]["state"] == "READY"
    assert operation["response"]["framework"] == "SCIKIT_LEARN"
    status, answer = cloud.predict({"instances": rows, "signature_name": "ignored"})
    assert (status, answer) == (200, {"predictions": classifier.predict(rows).tolist()})


@pytest.mark.parametrize("form", ["ubj", "json"])
@pytest.mark.parametrize("declared", ["XGBOOST", ""])
def test_xgboost_reads_every_form_of_model_bst(cloud: Cloud, form: str, declared: str) -> None:
    model = booster()
    cloud.create_model()
    uri = cloud.upload({"model.bst": bytes(model.save_raw(form))})
    operation = cloud.create_version(uri, **({"framework": declared} if declared else {}))
    assert operation["response"]["framework"] == "XGBOOST"
    rows = np.random.default_rng(4).normal(size=(30, 5)).tolist()
    rows[0][2] = math.nan
    expected = model.predict(xgboost.DMatrix(np.asarray(rows, dtype=np.float32))).tolist()
    assert cloud.predict({"instances": rows}) == (200, {"predictions": expected})
    status, answer = cloud.predict(json.dumps({"instances": rows}).replace("NaN", "null").encode())
    assert (status, answer) == (200, {"predictions": expected})


def test_a_pickled_booster_is_recognised_by_its_class(cloud: Cloud) -> None:
    cloud.create_model()
    operation = cloud.create_version(cloud.upload({"model.pkl": pickle.dumps(booster())}))
    assert operation["response"]["framework"] == "XGBOOST"
    assert cloud.predict({"instances": [[1, 2, 3, 4, 5]]})[0] == 200


def test_a_pipeline_over_texts_gets_texts(cloud: Cloud, tmp_path: Path) -> None:
    model = make_pipeline(CountVectorizer(), MultinomialNB()).fit(["good film", "bad film"], ["pos", "neg"])
    cloud.create_model()
    cloud.create_version(cloud.upload({"model.joblib": joblib_bytes(model, tmp_path)}))
    assert cloud.predict({"instances": ["good", "bad bad"]}) == (200, {"predictions": ["pos", "neg"]})


def test_numbers_beside_texts_keep_their_types(cloud: Cloud, tmp_path: Path) -> None:
    columns = ColumnTransformer([("kind", OneHotEncoder(), [0])], remainder="passthrough")
    data = np.array([["a", 1.5], ["b", 2.5], ["a", 3.5]], dtype=object)
    model = make_pipeline(columns, LinearRegression()).fit(data, [1.0, 2.0, 3.0])
    cloud.create_model()
    cloud.create_version(cloud.upload({"model.joblib": joblib_bytes(model, tmp_path)}))
    expected = model.predict(data).tolist()
    assert cloud.predict({"instances": data.tolist()}) == (200, {"predictions": expected})


def test_other_keys_of_the_request_reach_predict(cloud: Cloud, tmp_path: Path) -> None:
    from sklearn.gaussian_process import GaussianProcessRegressor

    model = GaussianProcessRegressor().fit([[0.0], [1.0]], [0.0, 1.0])
    cloud.create_model()
    cloud.create_version(cloud.upload({"model.joblib": joblib_bytes(model, tmp_path)}))
    status, answer = cloud.predict({"instances": [[0.5]], "return_std": "yes"})
    assert status == 400
    assert "Exception during sklearn prediction" in answer["error"] or "Bad output" in answer["error"]
    status, answer = cloud.predict({"instances": [[0.5]], "no_such_option": 1})
    assert "no_such_option" in answer["error"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"instances": [[1, 2, 3]]}', "X has 3 features"),
        (b'{"instances": [[1, 2, 3, 4], [1]]}', "setting an array element with a sequence"),
        (b'{"instances": [["a", "b", "c", "d"]]}', "not compatible with arrays of bytes/strings"),
        (b'{"instances": []}', "empty"),
        (b'{"inputs": [[1, 2, 3, 4]]}', "instances"),
        (b"[1, 2]", "instances"),
        (b'{"instances": [[1, 2', "not JSON"),
        (b"", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b'{"instances": [{"a": 1}]}', "sklearn"),
    ],
)
def test_a_bad_request_is_refused_with_the_reason(ready: Cloud, body: bytes, reason: str) -> None:
    status, answer = ready.predict(body)
    assert status == 400
    assert answer["error"].startswith("Prediction failed: ")
    assert reason in answer["error"]
    assert ready.predict({"instances": [[1, 2, 3, 4]]})[0] == 200


def test_the_body_has_a_limit(ready: Cloud) -> None:
    status, answer = ready.predict(b" " * (1572864 + 1))
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert answer["error"]["message"] == "Request payload size exceeds the limit: 1572864 bytes."
    padding = b" " * (1572864 - 28)
    assert ready.predict(b'{"instances":[[1,2,3,4]]}   ' + padding)[0] == 200
