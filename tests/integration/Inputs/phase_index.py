"""Holds index.json of --dump-passes to its files: phase_index.py FOLDER [IMAGE]

Texts are short; each command of a phase or a pass, run on the files, gives what the next file holds, but for the names of
phase and pass. With IMAGE every file of a pass compiles on to that image.
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
    return re.sub(r'(, )?snn.(phase|pass) = "[\w-]+"', "", "\n".join(line for line in text.splitlines() if not line.startswith("#loc")
                                                        and not line.startswith("// Weights"))).replace("{}", "")


def check(entry):
    """A file with its weights, where the entry has one, and what snn-opt makes of the files before."""
    if "file" in entry:
        text = read(entry["file"])
        assert len(text) < 60000, (entry["file"], len(text))
        section = read(entry["file"].replace(".mlir", ".weights"))
        assert len(entry["weights"]) > 0 and all(weight["name"] in section for weight in entry["weights"]), entry
        blob = re.search(r'"0x([0-9A-Fa-f]+)"', section)[1]
        assert hashlib.sha256(bytes.fromhex(blob[8:])).hexdigest() == entry["weights"][0]["sha256"], entry["weights"][0]
        check.last = text
    assert entry["operations"] > 5, entry
    if "replay" in entry:
        output = subprocess.run(["sh", "-c", entry["replay"]], check=True, capture_output=True, text=True).stdout
        # Locations, and the section of weights, are not printed by default: operations are compared by their names.
        names = lambda text: re.findall(r"\b(?:snn|mesh)\.[a-z_0-9]+(?= )", plain(text.split("{-#")[0]))
        assert names(output) == names(check.last), (entry, names(output)[:20], names(check.last)[:20])
        check.again += 1


check.again = 0
passes = {}
for phase in index["phases"]:
    operations = phase.get("operations_before")
    for one in phase.get("passes", []):
        passes[f'{phase["phase"]}.{one["pass"]}'] = one
        assert one["changed"] == ("file" in one) and one["milliseconds"] >= 0, one
        assert one["operations_before"] == operations, (one, operations)
        operations = one["operations"]
        assert "--pass-pipeline='builtin.module(" in one["replay"] and one["pass"] in one["replay"], one
        check(one)
    check(phase)
    assert phase.get("changed", False) == any(one["changed"] for one in phase.get("passes", [])), phase
changed = [phase["phase"] for phase in index["phases"] if phase.get("changed")]
assert "convert" not in changed and {"quantize", "lower", "pack", "place", "allocate"} <= set(changed), changed
print(f"{len(index['phases'])} phases and {len(passes)} passes, {check.again} of them again by snn-opt")
print("changed:", " ".join(name for name, one in passes.items() if one["changed"]))
print("unchanged:", " ".join(name for name, one in passes.items() if not one["changed"]))
if len(sys.argv) > 2:
    image = open(sys.argv[2], "rb").read()
    for name, one in passes.items():
        if one["changed"]:
            subprocess.run(["snnc", "compile", f"{folder}/{one['file']}", "-q", "-o", f"{folder}/../on"], check=True)
            assert open(f"{folder}/../on/image.bin", "rb").read() == image, name
    print("all compile on to the same image")
