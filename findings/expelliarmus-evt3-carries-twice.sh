#!/usr/bin/env bash
# expelliarmus 1.1.12 reads an EVT3 file (Prophesee) whose clock is told in full: an upper word (TIME_HIGH) and a lower
# word (TIME_LOW) in front of every event. The lower word falls whenever the upper one goes up; expelliarmus counts this
# fall as a carry of its own, beside the upper word that already tells it, so each event behind it comes 4,096
# microseconds late. Files that expelliarmus writes itself have no second upper word, so its own round trip hides it.
# Seen: written 4000 4090 4100 4110 8200 12290, read 4000 4090 8196 8206 16392 24578.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q expelliarmus==1.1.12
cd "$folder"
venv/bin/python - <<'PY'
import struct

from expelliarmus import Wizard

written = [4000, 4090, 4100, 4110, 8200, 12290]
with open("a.raw", "wb") as file:
    file.write(b"% evt 3.0\n% format EVT3;height=480;width=640\n% end\n")
    for t in written:
        file.write(struct.pack("<4H", 0x8000 | t >> 12, 0x6000 | t & 0xFFF, 7, 0x2800 | 5))
read = Wizard(encoding="evt3").read("a.raw")["t"].tolist()
late = [b - a for a, b in zip(written, read)]
print("written", written)
print("read   ", read)
print("late   ", late)
assert len(read) == len(written) and late[0] == 0, "the first event was right when this was found"
assert all(x % 4096 == 0 for x in late) and late[2] >= 4096, "times are no longer late by multiples of 4096"
PY
