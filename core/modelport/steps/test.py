"""A prediction with the test instances, as the proof that it works."""

from modelport.events import Predicted
from modelport.versions import predict

from .context import Context, Outcome, Work
from .order import TEST


def look(context: Context) -> Outcome | None:
    """It is asked each time."""
    return None


def do(context: Context) -> Work:
    """Asks the version itself; raises PlatformError with the model's own reason."""
    request = context.request
    instances = request.after.test_instances
    predictions, seconds = predict(context.serving, request.version_path, instances)
    context.predictions = predictions
    yield Predicted(TEST, predictions, seconds)
    count = len(predictions)
    return Outcome("checked", f"{count} prediction{'' if count == 1 else 's'} in {seconds * 1000:.0f} ms")
