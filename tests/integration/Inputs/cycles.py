"""Compares what `snnc run --cycles --json` says of two engines: the total, and each core's counters."""
import json
import sys

model, chip = (json.load(open(path)) for path in sys.argv[1:3])
assert model["cycles"] == chip["cycles"], (model["cycles"], chip["cycles"])
assert model["predictions"] == chip["predictions"]
assert len(model["cores"]) == len(chip["cores"]) > 0
for said, counted in zip(model["cores"], chip["cores"]):
    assert said["core"] == counted["core"] and said["layers"] == counted["layers"] != []
    names = [name for name in counted if name.startswith(("cycles_", "spikes_", "synaptic_", "flits_"))]
    assert len(names) == 13, names
    for name in names:
        # The counters are read one by one while the clock runs on.
        slack = 100 if name == "cycles_idle" else 0
        assert abs(said[name] - counted[name]) <= slack, (said["core"], name, said[name], counted[name])
    assert counted["waits"] == [] and said["waits"] != []
    waits = sum(wait["cycles"] for wait in said["waits"])
    assert said["cycles_idle"] - 1000 <= waits <= said["cycles_idle"] + said["cycles_stalled"], (said["core"], waits)
print(f"{len(chip['cores'])} cores, the same in all counters")
