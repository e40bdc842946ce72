"""Which steps are in waveforms, by their text: waveform_steps.py FILE.fst ..."""
import os
import re
import shutil
import subprocess
import sys

for path in sys.argv[1:]:
    if not shutil.which("fst2vcd"):
        print("skipped: there is no fst2vcd, which comes with gtkwave")
        continue
    vcd = subprocess.run(["fst2vcd", path], check=True, capture_output=True, text=True).stdout.replace("\\040", " ")
    begun = [int(step) for step in re.findall(r"^ssample 0 step (\d+) ", vcd, re.M)]
    ended = [int(step) for step in re.findall(r"^sspike4 sample 0 step (\d+) ends ", vcd, re.M)]
    assert begun == sorted(begun) and ended == sorted(ended), (begun, ended)
    spike = re.search(r"^sSPIKE to spike2 \(core 1,0 port 0\): count \d+, negative 0, channel \d, y \d+, x \d+ ", vcd, re.M)
    print(f"{os.path.basename(path)}: host begins steps {begun[0]} to {begun[-1]}, spike4 ends steps {ended[0]} to {ended[-1]}, "
          f"{'a spike to spike2 is in words' if spike else 'no spike'}")
