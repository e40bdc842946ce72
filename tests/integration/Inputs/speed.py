"""What compile said of the speed of recordings, against the RTL's cycles of the same ones without those that its
configuration takes."""
import json
import sys

verified, configured, searched, estimated = (json.load(open(path)) for path in sys.argv[1:])
speed, first = searched["speed"], estimated["speed"]
assert speed["steps"] == verified["steps"], (speed, verified["steps"])
told, took = (speed["cycles"] / speed["steps"],
              (verified["cycles"] - configured["cycles"]) / (verified["steps"] - configured["steps"]))
assert abs(told / took - 1) < 0.05, (told, took)
busiest = speed["busiest"]
parts = [busiest["cycles_" + part] for part in ("accumulating", "firing", "sending", "stalled", "idle")]
assert all(0 <= part <= speed["cycles"] for part in parts + [wait["cycles"] for wait in busiest["waits"]]), busiest
assert first["cuts_tried"] == 1 < speed["cuts_tried"]
assert speed["best_cycles_per_step"] <= speed["first_cycles_per_step"] == first["best_cycles_per_step"]
assert speed["cycles"] < first["cycles"], (speed["cycles"], first["cycles"])
assert searched["options"]["tiles"] and not estimated["options"]["tiles"]
