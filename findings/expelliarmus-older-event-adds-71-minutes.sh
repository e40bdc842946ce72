#!/usr/bin/env bash
# expelliarmus 1.1.12 reads a DAT file (Prophesee) in which one event is a microsecond older than the one before it, as
# readout of two pixels in one microsecond and merged files have it. It takes any fall of the 32-bit clock for a wrap:
# this event and all that follow come 2^32 microseconds (71.6 minutes) late. faery 0.7.1 reads the same file without
# a jump, and raises the older time to the one before it.
# Seen: written 1000 1001 1000 1002, expelliarmus 1000 1001 4294968296 4294968298, faery 1000 1001 1001 1002.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q expelliarmus==1.1.12 faery==0.7.1
cd "$folder"
venv/bin/python - <<'PY'
import struct

import faery
from expelliarmus import Wizard

written = [1000, 1001, 1000, 1002]
with open("a.dat", "wb") as file:
    file.write(b"% Data file containing CD events.\n% Version 2\n% Height 480\n% Width 640\n\x0c\x08")
    for t in written:
        file.write(struct.pack("<II", t, 5 | 7 << 14 | 1 << 28))
by_expelliarmus = Wizard(encoding="dat").read("a.dat")["t"].tolist()
by_faery = faery.events_stream_from_file("a.dat").to_array()["t"].tolist()
print("written     ", written)
print("expelliarmus", by_expelliarmus)
print("faery       ", by_faery)
jump = 1 << 32
assert by_expelliarmus == [1000, 1001, 1000 + jump, 1002 + jump], "expelliarmus no longer takes a small fall for a wrap"
assert by_faery == [1000, 1001, 1001, 1002], "faery no longer raises an older time"
PY
