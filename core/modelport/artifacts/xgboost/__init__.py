"""XGBoost's own formats: UBJSON, JSON, and the binary one of older releases."""
