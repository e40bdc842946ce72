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
# How each file is to be read, the outputs that belong to it, how its predictions are meant, and whether the chip takes it.
NETWORKS = {
    "snntorch_conv": (["--nir-dialect", "snntorch", "--nir-reset", "subtract"], "snntorch_conv", None, True),
    "snntorch_zero": (["--nir-dialect", "snntorch"], "snntorch_zero", None, True),
    "snntorch_recurrent": (["--nir-dialect", "snntorch", "--nir-reset", "subtract"], "snntorch_recurrent", None, True),
    "snntorch_rleaky_zero": (["--nir-dialect", "snntorch"], "snntorch_rleaky_zero", None, False),
    "spikingjelly_conv": (["--nir-dialect", "spikingjelly", "--dt", "0.01"], "spikingjelly_conv", None, True),
    "spikingjelly_cuba": (["--nir-dialect", "spikingjelly", "--dt", "0.01"], "spikingjelly_cuba", None, True),
    "sinabs_conv": (["--nir-dialect", "sinabs", "--lower-bound", "none"], "sinabs_conv", None, True),
    "sinabs_li": (["--nir-dialect", "sinabs"], "sinabs_li", "mean", True),
    "norse_li": (["--nir-dialect", "norse", "--dt", "1e-5"], "norse_li", "max", True),
    "norse_li_tau": (["--nir-dialect", "norse", "--dt", "0.01"], "norse_li", "max", True),
    "rockpool_lif": (["--nir-dialect", "rockpool", "--dt", "0.01"], "rockpool_lif", None, True),
    "rockpool_li": (["--nir-dialect", "rockpool", "--dt", "0.01"], "rockpool_li", "last", True),
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
    for name, (reading, outputs, readout, fits) in NETWORKS.items():
        compile = ["compile", EXAMPLES / f"{name}.nir", *reading, "--target", "mesh2x2", "-q", "-o", folder / name]
        if not fits:
            refusal = snnc(*compile, expect=4).stderr
            assert "is reset to zero in the step after a spike, by which the input of that step is lost" in refusal, refusal
            print(f"{name}: refused")
            continue
        snnc(*compile)
        result = json.loads(snnc("verify", folder / name, "--input", write_input(name, outputs, folder), "--json",
                                 *(["--readout", readout] if readout else [])).stdout)
        assert result["equal"] and [rung["b"] for rung in result["rungs"]] == ["chip", "rtl"], result
        print(f"{name}: {result['records']} records equal")


def write_recordings(data, folder):
    """The recordings as the networks of one axis take them: an array [N, steps, elements] with labels."""
    frames, labels = [], []
    for path in sorted(pathlib.Path(data).glob("*/*.bin")):
        raw = np.fromfile(path, np.uint8).reshape(-1, 5).astype(np.int64)
        step = (((raw[:, 2] & 127) << 16) | (raw[:, 3] << 8) | raw[:, 4]) // 10000
        frame, seen = np.zeros((30, 2, 17, 17), np.int32), step < 30
        np.add.at(frame, (step[seen], raw[seen, 2] >> 7, raw[seen, 1] // 2, raw[seen, 0] // 2), 1)
        frames.append(frame.reshape(30, -1))
        labels.append(int(path.parent.name))
    np.savez(folder / "recordings.npz", input=np.stack(frames), label=np.array(labels))
    return folder / "recordings.npz"


def check_accuracy(folder, data):
    axis = write_recordings(data, folder)
    for name, (reading, outputs, readout, fits) in NETWORKS.items():
        if not fits:
            continue
        inputs = [axis] if name.startswith("rockpool") else [data, "--pool", "2", "--step-us", "10000", "--steps", "30"]
        predicted = ["--readout", readout] if readout else []
        # Potentials of rockpool's fall to a hundred thresholds below 0, which nothing but recordings tells.
        calibrated = ["--calibrate", *inputs, "--limit", "100", *predicted] if name.startswith("rockpool") else []
        for bits, lost in ("8", 1), ("4", 4):
            snnc("compile", EXAMPLES / f"{name}.nir", *reading, "-q", "--weight-bits", bits, "-o", folder / name,
                 *calibrated)
            correct = {}
            for engine in ("float", "chip"):
                result = json.loads(snnc("run", folder / name, "--engine", engine, "--json", "--input", *inputs,
                                         *predicted).stdout)
                correct[engine] = result["correct"]
                assert result["samples"] == 300, result["samples"]
            expected = np.load(EXAMPLES / f"{outputs}.npz")
            assert abs(correct["float"] - int((expected["predictions"] == expected["labels"]).sum())) <= 1, name
            print(f"{name}: {bits} bits: float {correct['float']}, chip {correct['chip']}")
            assert correct["float"] - correct["chip"] <= lost, f"{name}: at most {lost} of 300 may be lost"


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
