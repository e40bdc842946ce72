"""Compares sim/xylo with xylosim in every current, potential and spike. Run by xylo.sh."""
import json
import os
import shutil
import subprocess
import sys
import zlib

import numpy as np
from xylosim.v2 import XyloLayer, XyloSynapse

tools, folder, shared = sys.argv[1:4]
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(root, "tests/sim/xylo/Inputs"))
import compiled

TARGETS, COUNT = ("xylo-a2", "xylo-a3", "xylo-imu"), 1000


class Vendor:
    """A configuration in xylosim."""

    def __init__(self, config):
        hidden = config["reservoir" if "reservoir" in config else "hidden"]
        self.second = config.get("synapse2_enable", False)
        self.keep = []  # the layer holds bare pointers to its synapses
        neurons, outputs = hidden["neurons"], config["readout"]["neurons"]
        bare = len(neurons) - len(config["readout"]["weights"])
        dashes = [[n["i_syn_decay"], n["i_syn2_decay"]] if self.second else [n["i_syn_decay"]] for n in neurons]
        self.layer = XyloLayer(
            synapses_in=self.fan(config["input"]),
            synapses_rec=self.fan(hidden),
            synapses_out=[[] for _ in range(bare)] + self.fan(config["readout"]),
            aliases=[[] if n["alias_target"] is None else [n["alias_target"]] for n in neurons],
            threshold=[n["threshold"] for n in neurons],
            threshold_out=[n["threshold"] for n in outputs],
            has_bias=config["bias_enable"],
            bias=[n["v_mem_bias"] for n in neurons],
            bias_out=[n["v_mem_bias"] for n in outputs],
            weight_shift_inp=config["input"]["weight_bit_shift"],
            weight_shift_rec=hidden["weight_bit_shift"],
            weight_shift_out=config["readout"]["weight_bit_shift"],
            dash_mem=[n["v_mem_decay"] for n in neurons],
            dash_mem_out=[n["v_mem_decay"] for n in outputs],
            dash_syns=dashes,
            dash_syns_out=[[n["i_syn_decay"]] for n in outputs],
            name="layer",
        )

    def fan(self, part):
        matrices = [part["weights"]] + ([part["syn2_weights"]] if "syn2_weights" in part else [])
        fan = []
        for row in range(len(part["weights"])):
            synapses = [XyloSynapse(target, which, weight)
                        for which, matrix in enumerate(matrices) for target, weight in enumerate(matrix[row]) if weight]
            self.keep.append(synapses)
            fan.append(synapses)
        return fan

    def run(self, counts):
        self.layer.reset_all()
        self.layer.evolve(counts.astype(int).tolist())
        of_neurons = lambda lists: np.array(lists, dtype=np.int16).T
        states = {
            "hidden_current": of_neurons(self.layer.rec_i_syn),
            "hidden_potential": of_neurons(self.layer.rec_v_mem),
            "hidden_spikes": np.array(self.layer.rec_recurrent_spikes, dtype=np.int16),
            "output_current": of_neurons(self.layer.rec_i_syn_out),
            "output_potential": of_neurons(self.layer.rec_v_mem_out),
            "output_spikes": np.array(self.layer.rec_out_spikes, dtype=np.int16),
        }
        if self.second:
            states["hidden_second_current"] = of_neurons(self.layer.rec_i_syn2)
        return states


def differences(ours, theirs):
    return [name for name, states in theirs.items()
            if name not in ours or ours[name].shape != states.shape or (ours[name] != states).any()]


def check_sum(states):
    total = 0
    for name in sorted(states):
        total = zlib.crc32(np.ascontiguousarray(states[name], "<i2").tobytes(), total)
    return total


def compare_random():
    lines, failures = [], 0
    for target in TARGETS:
        drawn = os.path.join(folder, target)
        os.makedirs(drawn, exist_ok=True)
        subprocess.run([os.path.join(tools, "snnc-xylo-states"), "draw", target, "0", str(COUNT), drawn], check=True)
        values = spikes = saturating = 0
        for number in range(COUNT):
            with open(os.path.join(drawn, f"{number}.json")) as file:
                vendor = Vendor(json.load(file))
            ours = dict(np.load(os.path.join(drawn, f"{number}.npz")))
            theirs = vendor.run(ours["input"])
            wrong = differences(ours, theirs)
            if wrong:
                failures += 1
                print(f"{target} {number}: differs in {', '.join(wrong)}")
            values += sum(states.size for states in theirs.values())
            spikes += int(theirs["hidden_spikes"].sum())
            saturating += int(ours["saturations"]) > 0
            lines.append(f"{target} {number} {check_sum(theirs):08x}\n")
        print(f"{target}: {COUNT} random cores, {values} states, {spikes} hidden spikes, {saturating} cores saturate")
    with open(os.path.join(root, "tests/sim/xylo/Inputs/xylosim.txt"), "w") as file:
        file.writelines(lines)
    return failures


# What is compiled, how, for which target, and its labels.
NETWORKS = {
    "braille": ([os.path.join(shared, "models/braille/braille_subtract.nir"), "--dt", "1e-4"], "xylo-a2"),
    "digits": ([os.path.join(root, "examples/xylo/digits.nir"), "--nir-dialect", "rockpool", "--dt", "0.002"],
               "xylo-a3", "--labels", os.path.join(root, "examples/xylo/labels.txt")),
}


def snnc(*arguments):
    return subprocess.run([os.path.join(tools, "snnc"), *map(str, arguments), "-q"], check=True, capture_output=True,
                          text=True).stdout


def compare_compiled(name, network, target):
    """Every state of the core on 100 samples; the spikes that snnc reports, by the network's steps; predictions."""
    out, path = os.path.join(folder, name), os.path.join(folder, f"{name}.npy")
    snnc("compile", *network, "--target", target, "-o", out)
    np.save(path, compiled.samples(name))
    records, labels = {}, [*NETWORKS[name][2:]]
    for engine in ("float", "integer", "xylo"):
        report = json.loads(snnc("run", out, "--engine", engine, "--input", path, "--record", f"{path}.{engine}.npz",
                                 "--json", *labels))
        print(f"{name}, {engine}: {report['correct']} right, spikes {report['spikes']}")
        records[engine] = np.load(f"{path}.{engine}.npz")["output"]
    with open(os.path.join(out, "configuration.json")) as file:
        vendor = Vendor(json.load(file))
    with open(os.path.join(out, "layers.json")) as file:
        late = max(layer["delay"] for layer in json.load(file)["layers"])
    failures, states, outputs = 0, 0, []
    for number, sample in enumerate(np.load(path)):
        longer = np.concatenate([sample, np.zeros((late, sample.shape[1]), sample.dtype)])
        np.save(f"{path}.one.npy", longer)
        states_tool = os.path.join(tools, "snnc-xylo-states")
        subprocess.run([states_tool, "run", out, f"{path}.one.npy", f"{path}.one.npz"], check=True)
        theirs = vendor.run(longer)
        wrong = differences(dict(np.load(f"{path}.one.npz")), theirs)
        spikes = theirs["output_spikes"][late:]
        if (records["xylo"][number].reshape(spikes.shape) != spikes).any():
            wrong.append("the spikes that snnc reports")
        if wrong:
            failures += 1
            print(f"{name}, sample {number}: differs in {', '.join(wrong)}")
        states += sum(part.size for part in theirs.values())
        outputs.append(spikes.astype(np.uint8))
    predicted = {engine: np.asarray(record).reshape(len(outputs), -1, outputs[0].shape[1]).sum(1).argmax(1)
                 for engine, record in records.items()}
    agree = {engine: int((predicted[engine] == predicted["float"]).sum()) for engine in ("integer", "xylo")}
    print(f"{name} on {target}: {len(outputs)} samples, {states} states; predictions as in float: "
          f"{agree['integer']} in integers, {agree['xylo']} on the chip")
    stored = os.path.join(root, "tests/sim/xylo/Inputs", name)
    os.makedirs(stored, exist_ok=True)
    for file in ("configuration.json", "layers.json"):
        shutil.copy(os.path.join(out, file), stored)
    np.savez_compressed(os.path.join(stored, "xylosim.npz"), output=np.packbits(np.stack(outputs)),
                        shape=np.array([len(outputs), *outputs[0].shape]))
    return failures


if __name__ == "__main__":
    failed = compare_random()
    for name, (network, target, *_) in NETWORKS.items():
        failed += compare_compiled(name, network, target)
    sys.exit(bool(failed))
