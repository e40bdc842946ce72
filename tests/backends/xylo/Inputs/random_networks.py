"""Random networks with decays that dashes have, through snnc: random_networks.py SNNC WORK COUNT

Each is compiled for one of the three chips, compiled on from its last dump to the same bytes, and verified. Spikes of the
chip are the network's but for few: what is other are roundings, not weights, time steps or thresholds. What does not fit
is refused with exit code 4.
"""

import json
import os
import shutil
import subprocess
import sys

import numpy as np

snnc, work, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
STEPS, SAMPLES = 40, 6


def listed(values):
    return f"{values:.6f}" if np.ndim(values) == 0 else "[" + ", ".join(map(listed, values)) + "]"


def dense(values):
    return f"dense<{listed(values)}>" + f" : tensor<{'x'.join(map(str, values.shape))}xf32>"


def network(random):
    """Layers one behind the other, some with a loop or a bias; all neurons have currents, and fire as often as they can."""
    sizes = (
        [random.randint(1, 17)] + [random.randint(1, 25) for _ in range(random.randint(1, 4))] + [random.randint(1, 9)]
    )
    lines = [f"snn.network @random(%s0: !snn.spikes<{sizes[0]}> {{snn.max_count = 2}}) -> !snn.spikes<{sizes[-1]}> {{"]
    for i, (before, size) in enumerate(zip(sizes, sizes[1:]), 1):
        last, loops = i == len(sizes) - 1, random.random_sample() < 0.4
        weights = random.normal(0.5, 0.7, (size, before)) / np.sqrt(before)
        bias = f"bias({dense(random.normal(0, 0.02, size))})" if random.random_sample() < 0.3 else ""
        lines.append(
            f"  %c{i} = snn.linear %s{i - 1} weights({dense(weights)}) {bias} : !snn.spikes<{before}> -> tensor<{size}xf32>"
        )
        current = f"%c{i}"
        if loops and not last:
            lines += [
                f"  %d{i} = snn.delay %s{i} : !snn.spikes<{size}> -> !snn.spikes<{size}>",
                f"  %r{i} = snn.linear %d{i} weights({dense(random.normal(0, 0.1, (size, size)))}) : !snn.spikes<{size}> "
                f"-> tensor<{size}xf32>",
                f"  %m{i} = snn.merge %c{i}, %r{i} : tensor<{size}xf32>, tensor<{size}xf32> -> tensor<{size}xf32>",
            ]
            current = f"%m{i}"
        decay, current_decay = 1 - 0.5 ** random.randint(2, 5), 1 - 0.5 ** random.randint(1, 4)
        once = "spikes = one" if last else ""
        # Of a channel each: what is quantised neuron by neuron.
        thresholds = random.uniform(0.8, 1.6, size) / (1 - current_decay)
        lines.append(
            f'  %s{i} = snn.integrate_fire {current} layer = "l{i}" threshold({dense(thresholds)}) '
            f"decay(dense<{decay}> : tensor<{size}xf32>) current_decay(dense<{current_decay}> : tensor<{size}xf32>) {once} "
            f": tensor<{size}xf32> -> !snn.spikes<{size}>"
        )
    lines += [f"  snn.output %s{len(sizes) - 1} : !snn.spikes<{sizes[-1]}>", "}"]
    return "\n".join(lines), sizes


def run(*arguments, expect=(0,)):
    done = subprocess.run([snnc, *arguments], capture_output=True, text=True)
    assert done.returncode in expect, f"{arguments}: exit code {done.returncode}\n{done.stderr}"
    return done


failed = refused = silent = spikes = different = steps = 0
for number in range(count):
    random = np.random.RandomState(number)
    text, sizes = network(random)
    folder = os.path.join(work, str(number))
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    path = lambda name: os.path.join(folder, name)
    open(path("network.mlir"), "w").write(text)
    np.save(path("input.npy"), random.binomial(2, 0.3, (SAMPLES, STEPS, sizes[0])).astype(np.uint8))
    target = ("xylo-a2", "xylo-a3", "xylo-imu")[number % 3]
    done = run(
        "compile",
        path("network.mlir"),
        "--target",
        target,
        "-o",
        path("out"),
        "--dump-passes",
        path("passes"),
        "-q",
        expect=(0, 4),
    )
    if done.returncode == 4:
        refused += 1
        continue
    run("compile", path("passes/05-map.mlir"), "-o", path("again"), "-q")
    for file in ("configuration.json", "layers.json"):
        assert (
            open(path(f"out/{file}")).read() == open(path(f"again/{file}")).read()
        ), f"{number}: {file} from the dump differs"
    report = json.loads(run("verify", path("out"), "--input", path("input.npy"), "--json", "-q").stdout)
    layers = report["statistics"][0]["layers"]
    wrong = []
    for name, layer in layers.items():
        own, chip, apart = layer["spikes_integer"], layer["spikes_xylo"], layer["different_counts"]
        spikes, different, steps = spikes + own, different + apart, steps + layer["neuron_steps"]
        # A layer that is a step late, or early, differs in nearly all of its spikes.
        if apart > 0.9 * own + 20 or abs(chip - own) > 0.06 * own + 10:
            wrong.append(f"{number} on {target}, {name}: {own} spikes to {chip}, {apart} counts differ")
    silent += own == 0
    failed += bool(wrong)
    print("\n".join(wrong), end="\n" * bool(wrong))
print(
    f"{count} networks, {refused} refused, {silent} with silent outputs, {spikes} spikes, "
    f"{100 * different / max(1, steps):.2f} % of counts differ, {failed} failed"
)
sys.exit(bool(failed) or refused > count // 4 or silent > count // 4)
