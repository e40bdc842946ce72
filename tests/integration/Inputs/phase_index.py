"""Holds index.json of --dump-passes to its files: phase_index.py FOLDER

Texts are short; each phase's command, run on the files, gives what the next file holds, but for the name of the phase.
"""
import hashlib
import json
import os
import re
import subprocess
import sys

folder = sys.argv[1]
index = json.load(open(f"{folder}/index.json"))
assert index["format"] == "snnc.phases" and "failed" not in index, index


def read(name):
    with open(f"{folder}/{name}") as file:
        return file.read()


def plain(text):
    """Without the phase's name, and without what differs in a copy: names of locations and of weights' order."""
    return re.sub(r'(, )?snn.phase = "\w+"', "", "\n".join(line for line in text.splitlines() if not line.startswith("#loc")
                                                        and not line.startswith("// Weights"))).replace("{}", "")


again = 0
for phase in index["phases"]:
    text = read(phase["file"])
    assert len(text) < 60000, (phase["file"], len(text))
    assert phase["operations"] > 5, phase
    section = read(phase["file"].replace(".mlir", ".weights"))
    assert len(phase["weights"]) > 0 and all(weight["name"] in section for weight in phase["weights"]), phase
    blob = re.search(r'"0x([0-9A-Fa-f]+)"', section)[1]
    assert hashlib.sha256(bytes.fromhex(blob[8:])).hexdigest() == phase["weights"][0]["sha256"], phase["weights"][0]
    if "replay" not in phase:
        continue
    output = subprocess.run(["sh", "-c", phase["replay"]], check=True, capture_output=True, text=True).stdout
    # Locations, and the section of weights, are not printed by default: operations are compared by their names.
    names = lambda text: re.findall(r"\b(?:snn|mesh)\.[a-z_0-9]+(?= )", plain(text.split("{-#")[0]))
    assert names(output) == names(text), (phase["phase"], names(output)[:20], names(text)[:20])
    again += 1
changed = [phase["phase"] for phase in index["phases"] if phase.get("changed")]
assert "convert" not in changed and {"quantize", "lower", "pack", "place", "allocate"} <= set(changed), changed
print(f"{len(index['phases'])} phases, {again} of them again by snn-opt")
