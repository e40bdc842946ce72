"""From neurons to their words and back: explain_addresses.py DIR NEURON ...

Each state word that a neuron's potential or a parameter of it lies in, and each weight word of its ports, must be said to
be its layer's when it is asked for by core and address.
"""
import json
import subprocess
import sys


def explain(*arguments):
    return json.loads(subprocess.run(["snnc", "explain", *arguments, "--json"], check=True, capture_output=True).stdout)


directory, *neurons = sys.argv[1:]
for name in neurons:
    neuron = explain(directory, name)
    place = neuron["population"]
    core = ",".join(str(number) for number in place["core"])
    channel, row, column = neuron["neuron"]

    def at(address):
        return explain(directory, "--core", core, "--address", hex(address))

    state = at(neuron["address"])["state"]
    assert state and state["layer"] == place["layer"] and state["holds"] == "potentials", (neuron, state)
    assert state["slot"] == place["slot"], state
    assert state["channels"][0] + neuron["lane"] == channel and state["neuron"] == [row, column], (neuron, state)
    # What the lockstep compares of it: a record of the word, in whose lane it is.
    record = neuron["commit_record"]
    assert record["core"] == place["core"] and record["lane"] == neuron["lane"], (neuron, record)
    assert state["commit_record"] == {"population": record["population"], "word": record["word"]}, (record, state)
    for parameter, where in neuron["parameters"].items():
        state = at(where["address"])["state"]
        assert state["holds"] == parameter and state["channels"][0] <= channel <= state["channels"][1], state
    for port in neuron["ports"]:
        for address in port["weight_words"]:
            weight = at(address)["weight"]
            assert weight["layer"] == place["layer"] and weight["port"] == port["port"], weight
        first, last = (at(address)["weight"]["words"][which] for address, which in zip(port["weight_words"], (0, -1)))
        assert first["input_channel"] == 0 and first["tap"] == [0, 0], first
        assert last["tap"] == [extent - 1 for extent in port["kernel"]], last
print(f"{len(neurons)} neurons found again")
