"""What exists in a project, and what can be done with it: the core of the browser and of the listing commands.

connections  clients by region, lent to threads; `places` names the endpoints of a session
threads      questions to endpoints in threads, few at once for each
fetch        every model and version of every endpoint at once, as pages arrive
rounds       endpoints asked again and again, none of which holds up another, and how long to wait
observe      versions that way: snapshots, and what changed
rows         versions and models as plain rows; `columns` shows and sorts them
filter       which rows a text such as `ready !v1 framework:xgb` means
words        which texts `words !not` mean
export       rows as CSV, JSON or YAML; `logs` is a version's log found by words and as a file
traffic      requests, latencies and nodes of a version from its metrics
asking       one question to a version, whose failure is an answer too
differences  two versions field by field; `comparison` asks both for predictions
changes      what may change, and what is refused before the platform is asked
actions      set default, roll back, update, delete: guarded by etags and by read-only
commands     the gcloud command that does the same as an action
load         the same instances many times over, with percentiles
everywhere   the same question to several endpoints at once
locating     on which endpoint a model is
model_list   models with how many versions each has
origin       local files of a version into a staging bucket
operations   long-running operations of every endpoint; `waiting` waits for one
operation_rows   operations as plain rows; `operation_watch` looks at them again and again
samples      instances that a version would take, made from its files
account      as whom a target is asked
"""
