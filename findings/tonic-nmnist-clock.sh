#!/usr/bin/env bash
# tonic 1.7.0, read_mnist_file (N-MNIST, N-Caltech101: x, y, polarity and 23 bits of microseconds). Two things about its
# clock: an event at y = 240 is no event to it but moves all later ones by 2^13 microseconds, although the 23 bits of
# these already tell their time; and where the 23 bits wrap (8.39 s) it does not unwrap them, so time goes backwards.
# Seen: written 1000 2000 3000 with the second at y 240, read 1000 11192; written 8388000 8389000, read 8388000 392.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q tonic==1.7.0
cd "$folder"
venv/bin/python - <<'PY'
import numpy as np
import tonic.io

dtype = np.dtype([("x", int), ("y", int), ("t", int), ("p", int)])


def times(events):
    with open("a.bin", "wb") as file:
        for t, y in events:
            file.write(bytes([5, y]) + (t & 0x7FFFFF).to_bytes(3, "big"))
    return tonic.io.read_mnist_file("a.bin", dtype=dtype)["t"].tolist()


row = times([(1000, 7), (2000, 240), (3000, 7)])
wrap = times([(8388000, 7), (8389000, 7)])
print("written 1000, 2000 (y 240), 3000: read", row)
print("written 8388000, 8389000:         read", wrap)
assert row == [1000, 3000 + 8192], "row 240 no longer moves later events by 8192 microseconds"
assert wrap == [8388000, 8389000 - (1 << 23)], "the clock of 23 bits is unwrapped now"
PY
