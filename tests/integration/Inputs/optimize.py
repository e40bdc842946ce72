"""The same predictions and spikes, whatever a mapping is made for, in the cycles that it is made for."""
import json
import sys

balanced, throughput, cores = (json.load(open(path)) for path in sys.argv[1:])
for other in (throughput, cores):
    assert other["predictions"] == balanced["predictions"]
    assert other["spikes"] == balanced["spikes"]
    assert other["synaptic_operations"] == balanced["synaptic_operations"]
cycles = [result["cycles"] for result in (balanced, throughput, cores)]
assert cycles[1] < 0.6 * cycles[0] < 0.6 * cycles[2], cycles
