#!/usr/bin/env bash
# AEDAT 4 ends in a table of all packets; the packets tell their sizes themselves. Where a copy broke off in front of the
# table, with every packet whole, dv-processing 2.0.4, the format's own library, refuses the file. aedat 2.3.0 never
# looks at the table and gives all events.
# Seen: 1000 events written; whole file: both read 1000; without the table: dv-processing raises, aedat reads 1000.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q numpy dv-processing==2.0.4 aedat==2.3.0
cd "$folder"
venv/bin/python - <<'PY'
import aedat
import dv_processing as dv


def by_dv(path):
    recording, count = dv.io.MonoCameraRecording(path), 0
    while recording.isRunning():
        batch = recording.getNextEventBatch()
        count += 0 if batch is None else len(batch)
    return count


def by_aedat(path):
    return sum(len(packet["events"]) for packet in aedat.Decoder(path) if "events" in packet)


config = dv.io.MonoCameraWriter.Config("DAVIS")
config.addEventStream((64, 48))
config.compression = dv.CompressionType.NONE
writer = dv.io.MonoCameraWriter("whole.aedat4", config)
events = dv.EventStore()
for i in range(1000):
    events.push_back(1_700_000_000_000_000 + i, i % 64, i % 48, bool(i % 2))
writer.writeEvents(events)
del writer

# A copy that broke off in front of the table, behind the last packet.
data = open("whole.aedat4", "rb").read()
place = data.rfind(b"FTAB") - 8  # the size and the root of the table's flatbuffer stand in front of its mark
open("cut.aedat4", "wb").write(data[:place])

print("whole: dv-processing", by_dv("whole.aedat4"), "aedat", by_aedat("whole.aedat4"))
try:
    refused = by_dv("cut.aedat4")
except Exception as error:
    refused = f"{type(error).__name__}: {str(error).splitlines()[0][:120]}"
print("cut:   dv-processing", refused)
print("cut:   aedat", by_aedat("cut.aedat4"))
assert by_aedat("whole.aedat4") == by_dv("whole.aedat4") == by_aedat("cut.aedat4") == 1000
assert isinstance(refused, str), "dv-processing reads a file without a table now"
PY
