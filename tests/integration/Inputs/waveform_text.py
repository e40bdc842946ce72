"""What fst2vcd of gtkwave reads in the waveform of a folder that --on-difference wrote: waveform_text.py FOLDER

Each signal of waves.gtkw is in waves.fst; printed is what the core commits where the cursor stands.
"""
import re
import shutil
import subprocess
import sys

folder = sys.argv[1]
if not shutil.which("fst2vcd"):
    sys.exit(print("skipped: there is no fst2vcd, which comes with gtkwave"))
view = open(f"{folder}/waves.gtkw").read()
wanted = [line for line in view.splitlines() if re.match(r"(chip|text)\.", line)]
cursor = int(re.search(r"^\*-5\.0 (\d+)", view, re.M)[1])
vcd = subprocess.run(["fst2vcd", f"{folder}/waves.fst"], check=True, capture_output=True, text=True).stdout
scopes, ids, texts, time, shown = [], {}, {}, 0, None
for line in vcd.splitlines():
    words = line.split()
    if line.startswith("$scope"):
        scopes.append(words[2])
    elif line.startswith("$upscope"):
        scopes.pop()
    elif line.startswith("$var"):
        name = ".".join([*scopes, words[4]]) + (words[5] if words[5] != "$end" and int(words[2]) > 1 else "")
        ids.setdefault(name, words[3])
    elif line.startswith("#"):
        if time <= cursor < int(line[1:]):
            shown = dict(texts)
        time = int(line[1:])
    elif line.startswith("s"):
        texts[words[1]] = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), words[0][1:])
missing = [name for name in wanted if name not in ids]
assert not missing, missing
commits = next(name for name in wanted if name.endswith(".commits"))
print(f"{len(wanted)} signals, at the cursor: {shown[ids[commits]]}")
