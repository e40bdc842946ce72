"""Compiled networks against what xylosim made of them: compiled.py NAME SNNC WORK; their inputs, for the oracle too."""
import os
import subprocess
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def samples(name):
    """100 samples [sample][step][channel]: random ones of the network for Braille letters, digits of examples/xylo."""
    if name == "digits":
        return np.load(os.path.join(HERE, "../../../../examples/xylo/digits.npz"))["input"]
    random = np.random.RandomState(1)
    density = random.random_sample((100, 1, 12)) * 0.2
    return (random.random_sample((100, 256, 12)) < density).astype(np.uint8)


def stored_outputs(name):
    """Output spikes [sample][step][neuron] of xylosim 0.1.3, by the network's steps."""
    stored = np.load(os.path.join(HERE, name, "xylosim.npz"))
    return np.unpackbits(stored["output"], count=int(np.prod(stored["shape"]))).reshape(stored["shape"])


def main(name, snnc, work):
    np.save(os.path.join(work, f"{name}.npy"), samples(name))
    records = os.path.join(work, f"{name}.npz")
    subprocess.run([snnc, "run", os.path.join(HERE, name), "--input", os.path.join(work, f"{name}.npy"), "--record",
                    records, "-q"], check=True, capture_output=True)
    outputs = stored_outputs(name)
    ours = np.load(records)["output"].reshape(outputs.shape)
    different = int((ours != outputs).sum())
    print(f"{name}: {len(outputs)} samples, {int(outputs.sum())} output spikes, {different} differ")
    return bool(different) or not outputs.any()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
