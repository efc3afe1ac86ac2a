"""The version browser: what exists in a project, looked at and operated.

source      where rows come from, and what may be done
background  a call in a thread, its answer back on the event loop
watching    passes over every endpoint, kept as one list
columns     a row as cells, and what each column is sorted by
table       at most 500 rows; cursor, filter and sort survive a refresh
row_table   what the tables of operations and models share, and table_screen their screens
failing     endpoints that could not be asked, once for each reason
detail      one version: describe, YAML, JSON, files, operations, log, traffic
screen      keys → what they open
"""
