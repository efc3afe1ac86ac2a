"""AI Platform `ml` v1: models, versions, operations and predictions."""
