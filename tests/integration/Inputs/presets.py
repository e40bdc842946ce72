"""Compiles the digits for each preset and compares the chip's records with the network's: presets.py DIGITS FOLDER"""
import json
import subprocess
import sys

import numpy

digits, folder = sys.argv[1:]
listed = subprocess.run(["snnc", "targets"], check=True, capture_output=True, text=True).stdout
# The table has a line for each target; notes stand below.
names = [words[0] for words in map(str.split, listed.splitlines()) if len(words) == 4 and words[1].isdigit()]
for name in names:
    if json.loads(subprocess.run(["snnc", "targets", name, "--json"], check=True, capture_output=True).stdout).get(
            "format") != "snnc.target":
        continue
    out = f"{folder}/{name}"
    subprocess.run(["snnc", "compile", f"{digits}/digits.json", "-o", out, "--target", name, "-q"], check=True)
    for engine in ("integer", "chip"):
        subprocess.run(["snnc", "run", out, "--engine", engine, "--input", f"{digits}/recordings", "--limit", "2", "-q",
                        "--record", f"{folder}/{engine}.npz"], check=True, stdout=subprocess.DEVNULL)
    integer, chip = (numpy.load(f"{folder}/{engine}.npz") for engine in ("integer", "chip"))
    assert sorted(integer.files) == sorted(chip.files) and len(chip.files) >= 9, chip.files
    assert all((integer[key] == chip[key]).all() for key in chip.files), name
    assert chip["spike4"].sum() > 0, name
    print(f"{name}: equal")
print("all presets")
