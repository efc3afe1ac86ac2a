"""The version browser: what exists in a project, looked at and operated.

source      where rows come from, and what may be done
watching    passes over every endpoint, kept as one list
cells       a row as cells
row_table   at most 500 rows; the cursor survives a refresh; table, model_table and operation_table are of its kind
commanding  what every screen shares; seeing shows the versions, table_screen models and operations
failing     endpoints that could not be asked, once for each reason
detail      one version: describe, YAML, JSON, files, operations, log, traffic
screen      keys → what they open
"""
