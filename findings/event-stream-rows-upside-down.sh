#!/usr/bin/env bash
# The Event Stream format (.es) counts rows from the bottom. event_stream 1.6.3 gives y as it stands in the file, faery
# 0.7.1 gives height - 1 - y; both come from the same group and both are installed side by side for the same files, so
# the pictures of one recording are upside down against each other.
# Seen: written y 0, 10, 479 on a sensor of 480 rows; event_stream 0 10 479, faery 479 469 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q numpy event_stream==1.6.3 faery==0.7.1
cd "$folder"
venv/bin/python - <<'PY'
import event_stream
import faery
import numpy as np

rows = [0, 10, 479]
events = np.zeros(len(rows), event_stream.dvs_dtype)
events["t"], events["x"], events["y"] = [10, 20, 30], 5, rows
with event_stream.Encoder("a.es", "dvs", 640, 480) as encoder:
    encoder.write(events)
with event_stream.Decoder("a.es") as decoder:
    by_event_stream = np.concatenate(list(decoder))["y"].tolist()
by_faery = faery.events_stream_from_file("a.es").to_array()["y"].tolist()
print("written     ", rows)
print("event_stream", by_event_stream)
print("faery       ", by_faery)
assert by_event_stream == rows, "event_stream no longer gives rows as they are written"
assert by_faery == [479 - y for y in rows], "faery no longer turns rows around"
PY
