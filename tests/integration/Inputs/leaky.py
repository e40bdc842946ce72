"""The networks of examples/leaky, which their own packages trained and exported, through the whole chain.

leaky.py float FOLDER            the float engine against the outputs of the packages, spike by spike
leaky.py rtl FOLDER              what a chip takes: float, integers, chip and RTL on the same 20 recordings
leaky.py accuracy FOLDER DATA    right predictions in float and on the chip, with weights of 8 and of 4 bits, on the
                                 recordings in DATA
leaky.py rest FOLDER             a silent chip is at rest after the steps that the compiler says: from then on a step
                                 costs no more than a cycle more than one of a chip that never got a spike, for its
                                 cores may come to wait for each other in another order (after `rtl`)
leaky.py braille FOLDER          200 random samples of 12 inputs and 256 steps
"""
import json
import pathlib
import subprocess
import sys

import numpy as np

EXAMPLES = pathlib.Path(__file__).resolve().parents[3] / "examples" / "leaky"
# How each file is to be read, the outputs that belong to it, and how its predictions are meant; then by how many of 300
# the right predictions may differ with weights of 8 and of 4 bits, and nothing where no chip takes the network.
NETWORKS = {
    "snntorch_conv": (["--nir-dialect", "snntorch", "--nir-reset", "subtract"], "snntorch_conv", None, (3, 5)),
    "snntorch_zero": (["--nir-dialect", "snntorch"], "snntorch_zero", None, (3, 5)),
    "snntorch_recurrent": (["--nir-dialect", "snntorch", "--nir-reset", "subtract"], "snntorch_recurrent", None, (4, 5)),
    "snntorch_rleaky_zero": (["--nir-dialect", "snntorch"], "snntorch_rleaky_zero", None, None),
    "spikingjelly_conv": (["--nir-dialect", "spikingjelly", "--dt", "0.01"], "spikingjelly_conv", None, (6, 6)),
    "spikingjelly_cuba": (["--nir-dialect", "spikingjelly", "--dt", "0.01"], "spikingjelly_cuba", None, (4, 6)),
    "sinabs_conv": (["--nir-dialect", "sinabs", "--lower-bound", "none"], "sinabs_conv", None, (3, 4)),
    "sinabs_li": (["--nir-dialect", "sinabs"], "sinabs_li", "mean", (2, 4)),
    "norse_li": (["--nir-dialect", "norse", "--dt", "1e-5"], "norse_li", "max", (5, 6)),
    "norse_li_tau": (["--nir-dialect", "norse", "--dt", "0.01"], "norse_li", "max", (5, 6)),
    "rockpool_lif": (["--nir-dialect", "rockpool", "--dt", "0.01"], "rockpool_lif", None, (5, 6)),
    "rockpool_li": (["--nir-dialect", "rockpool", "--dt", "0.01"], "rockpool_li", "last", (4, 10)),
}


def snnc(*arguments, expect=0):
    result = subprocess.run(["snnc", *map(str, arguments)], capture_output=True, text=True)
    assert result.returncode == expect, f"snnc {' '.join(map(str, arguments))}: {result.returncode}\n{result.stderr}"
    return result


def write_input(name, outputs, folder):
    frames = np.load(EXAMPLES / f"{outputs}.npz")["input"]
    if name.startswith("rockpool"):  # its networks take one axis
        frames = frames.reshape(*frames.shape[:2], -1)
    np.save(folder / f"{name}.npy", frames.astype(np.int32))
    return folder / f"{name}.npy"


def check_float(folder):
    for name, (reading, outputs, _, _) in NETWORKS.items():
        own, records = np.load(EXAMPLES / f"{outputs}.npz"), folder / f"{name}-records.npz"
        snnc("run", EXAMPLES / f"{name}.nir", *reading, "--engine", "float", "-q", "--record", records, "--input",
             write_input(name, outputs, folder))
        output = np.load(records)["output"].reshape(20, 30, 10)
        if "spikes" in own:
            different = int((output != own["spikes"]).sum())
            assert different == 0, f"{name}: {different} of {output.size} differ from the package's"
            print(f"{name}: {int(output.sum())} spikes equal")
        else:
            furthest = float(np.abs(output - own["potentials"]).max())
            assert furthest < 2e-5, f"{name}: a potential differs from the package's by {furthest}"
            print(f"{name}: potentials equal")


def check_rtl(folder):
    for name, (reading, outputs, readout, most) in NETWORKS.items():
        compile = ["compile", EXAMPLES / f"{name}.nir", *reading, "--target", "mesh2x2", "-q", "-o", folder / name]
        if most is None:
            refusal = snnc(*compile, expect=4).stderr
            assert "is reset to zero in the step after a spike, by which the input of that step is lost" in refusal, refusal
            print(f"{name}: refused")
            continue
        snnc(*compile)
        result = json.loads(snnc("verify", folder / name, "--input", write_input(name, outputs, folder), "--json",
                                 *(["--readout", readout] if readout else [])).stdout)
        assert result["equal"] and [rung["b"] for rung in result["rungs"]] == ["chip", "rtl"], result
        print(f"{name}: {result['records']} records equal")


def check_accuracy(folder, data):
    for name, (reading, outputs, readout, most) in NETWORKS.items():
        if most is None or name.startswith("rockpool"):  # recordings have two axes
            continue
        inputs = ["--input", data, "--pool", "2", "--step-us", "10000", "--steps", "30"]
        for bits, allowed in zip(("8", "4"), most):
            snnc("compile", EXAMPLES / f"{name}.nir", *reading, "-q", "--weight-bits", bits, "-o", folder / name)
            correct = {}
            for engine in ("float", "chip"):
                result = json.loads(snnc("run", folder / name, "--engine", engine, "--json", *inputs,
                                         *(["--readout", readout] if readout else [])).stdout)
                correct[engine] = result["correct"]
                assert result["samples"] == 300, result["samples"]
            expected = np.load(EXAMPLES / f"{outputs}.npz")
            assert abs(correct["float"] - int((expected["predictions"] == expected["labels"]).sum())) <= 1, name
            print(f"{name}: {bits} bits: float {correct['float']}, chip {correct['chip']}")
            assert abs(correct["float"] - correct["chip"]) <= allowed, f"{name}: at most {allowed} were expected"


def check_rest(folder):
    for name in ("snntorch_conv", "spikingjelly_cuba", "sinabs_li"):
        rest = json.load(open(folder / name / "program.json"))["rest"]["steps"]
        recording = np.load(folder / f"{name}.npy")[:1]

        def cycles(frames, steps):
            padded = np.zeros((1, recording.shape[1] + rest + steps, *recording.shape[2:]), np.int32)
            padded[:, :frames.shape[1]] = frames
            np.save(folder / "rest.npy", padded)
            return json.loads(snnc("run", folder / name, "--engine", "rtl", "--json", "--input",
                                   folder / "rest.npy").stdout)["cycles"]

        after = cycles(recording, 51) - cycles(recording, 1)
        silent = cycles(recording[:, :0], 51) - cycles(recording[:, :0], 1)
        assert after <= silent + 50, f"{name}: 50 steps cost {after} cycles behind the rest, {silent} without any spike"
        print(f"{name}: at rest after {rest} steps, a step costs {silent / 50:g} cycles")


def write_braille(folder):
    random = np.random.default_rng(1)
    density = random.choice([0.02, 0.05, 0.15, 0.3], (200, 1, 1))
    np.save(folder / "braille.npy", (random.random((200, 256, 12)) < density).astype(np.int32))


if __name__ == "__main__":
    action, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    if action == "accuracy":
        check_accuracy(folder, sys.argv[3])
    else:
        {"float": check_float, "rtl": check_rtl, "rest": check_rest, "braille": write_braille}[action](folder)
