"""What the training scripts share: recordings, the simulated camera, the training loop, the files of results.

A sample is [STEPS, 2, SIZE, SIZE]: the number of events of a step of STEP_US, of each polarity (0 is OFF, 1 is ON), in
2x2 pixels of a sensor of 34x34. The numbers go into the networks as they are. A network is a module that takes
[STEPS, B, 2, SIZE, SIZE] and returns what its outputs did in each step, [STEPS, B, 10] (spikes, or potentials where it
ends in an integrator), and a measure of its activity.
"""
import gzip, pathlib, sys
import numpy as np
import torch
import torch.nn.functional as F

STEPS, STEP_US, SENSOR, POOL = 30, 10000, 34, 2
SIZE = SENSOR // POOL
FIRST_DIGIT, LAST_DIGIT = 300, 2000  # the recordings for testing are of the digits before

# The camera, fitted to the recordings for testing: the path of the picture in three saccades of 100 ms, the threshold
# of the logarithm, what is added to the intensity, and the number of events of a recording that mean nothing.
PATH = np.array([(2, 2), (0, -2), (-2, 2), (2, 2)], float)
THRESHOLD, FLOOR, NOISE = 0.25, 0.15, 70


def mnist(folder):
    """Pictures [N, 28, 28] and labels [N] of a folder with the two idx files, packed by gzip."""
    read = lambda name, skip: np.frombuffer(gzip.open(pathlib.Path(folder) / name).read(), np.uint8, offset=skip)
    return read("images-idx3-ubyte.gz", 16).reshape(-1, 28, 28), read("labels-idx1-ubyte.gz", 8)


def shifted(images, x, y):
    """Pictures [N, SENSOR, SENSOR] whose middle was moved by x, y pixels: bilinear."""
    margin = 6
    wide = np.pad(images, ((0, 0), (3 + margin,) * 2, (3 + margin,) * 2))
    x0, y0 = int(np.floor(x)), int(np.floor(y))
    at = lambda dx, dy: wide[:, margin - y0 - dy:, margin - x0 - dx:][:, :SENSOR, :SENSOR]
    fx, fy = x - x0, y - y0
    return (1 - fy) * ((1 - fx) * at(0, 0) + fx * at(1, 0)) + fy * ((1 - fx) * at(0, 1) + fx * at(1, 1))


def camera(images, rng):
    """Events that a camera sees which makes three saccades, as counts [N, STEPS, 2, SIZE, SIZE].

    Each pixel remembers the logarithm of its intensity, looks at it every millisecond, and sends an event each time
    that it has moved by THRESHOLD, in the millisecond before.
    """
    images = images.astype(np.float32) / 255
    frames = np.zeros((len(images), STEPS, 2, SIZE, SIZE), np.uint8)
    memory = np.log(shifted(images, *PATH[0]) + FLOOR)
    for ms in range(1, STEPS * STEP_US // 1000):
        leg, part = ms // 100, ms % 100 / 100
        light = np.log(shifted(images, *(PATH[leg] * (1 - part) + PATH[leg + 1] * part)) + FLOOR)
        for polarity, sign in ((1, 1), (0, -1)):
            events = np.floor(np.maximum(sign * (light - memory), 0) / THRESHOLD + 1e-6)
            memory += sign * events * THRESHOLD
            pooled = events.reshape(-1, SIZE, POOL, SIZE, POOL).sum((2, 4))
            frames[:, (ms - 1) * 1000 // STEP_US, polarity] += pooled.astype(np.uint8)
    return frames + rng.poisson(NOISE / frames[0].size, frames.shape).astype(np.uint8)


def recordings(folder):
    """Counts and labels of the files <label>/*.bin in the N-MNIST format, sorted by folder, then by name."""
    frames, labels = [], []
    for path in sorted(pathlib.Path(folder).glob("*/*.bin")):
        raw = np.fromfile(path, np.uint8).reshape(-1, 5).astype(np.int64)
        step = (((raw[:, 2] & 127) << 16) | (raw[:, 3] << 8) | raw[:, 4]) // STEP_US
        frame = np.zeros((STEPS, 2, SIZE, SIZE), np.uint8)
        k = step < STEPS
        np.add.at(frame, (step[k], raw[k, 2] >> 7, raw[k, 1] // POOL, raw[k, 0] // POOL), 1)
        frames.append(frame)
        labels.append(int(path.parent.name))
    return np.stack(frames), np.array(labels)


def data(mnist_dir, test_dir):
    """Counts and labels for training (by the camera above) and for testing (recordings), as tensors."""
    images, labels = (array[FIRST_DIGIT:LAST_DIGIT] for array in mnist(mnist_dir))
    frames = camera(images, np.random.default_rng(1))
    return [torch.from_numpy(array) for array in (frames, labels.astype(np.int64), *recordings(test_dir))]


class Activity:
    """The mean output of spiking modules, as hooks see it: take() is the mean over the modules since the last call."""

    def __init__(self, *modules):
        self.seen = {}
        for k, module in enumerate(modules):
            module.register_forward_hook(lambda _, __, out, k=k: self.seen.setdefault(k, []).append(
                (out[0] if isinstance(out, tuple) else out).mean()))

    def take(self):
        means = [sum(seen) / len(seen) for seen in self.seen.values()]
        self.seen.clear()
        return sum(means) / len(means)


def run(net, x, batch=100):
    """Outputs [STEPS, N, 10] and the activity of the network on the samples x [N, STEPS, 2, SIZE, SIZE]."""
    with torch.no_grad():
        out, activity = zip(*(net(x[i:i + batch].float().transpose(0, 1)) for i in range(0, len(x), batch)))
    return torch.cat(out, 1), sum(map(float, activity)) / len(activity)


def score(out, readout):
    """What the prediction is the largest of: the sum of spikes, or the last, the greatest or the mean potential."""
    return {"sum": out.sum(0), "last": out[-1], "max": out.amax(0), "mean": out.mean(0)}[readout]


def train(net, samples, readout="sum", epochs=12, rate=4e-3, gain=0.5, quiet=0.3, shift=1, batch=50, clip=1.0, seed=1):
    """Adam on the cross entropy of gain * score, plus quiet * activity; pictures move by up to shift pixels."""
    torch.manual_seed(seed)
    x, y, xt, yt = samples
    opt = torch.optim.Adam(net.parameters(), rate)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, rate, total_steps=epochs * (len(x) // batch))
    for epoch in range(epochs):
        losses, order = [], torch.randperm(len(x))
        for i in range(0, len(x) - batch + 1, batch):
            k = order[i:i + batch]
            frames = torch.roll(x[k].float().transpose(0, 1), torch.randint(-shift, shift + 1, (2,)).tolist(), (3, 4))
            out, activity = net(frames)
            loss = F.cross_entropy(gain * score(out, readout), y[k]) + quiet * activity
            opt.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), clip)
            opt.step()
            sched.step()
            losses.append(loss.item())
        out, activity = run(net, xt)
        hits = (score(out, readout).argmax(1) == yt).float().mean().item()
        loss = np.mean(losses)
        print(f"epoch {epoch + 1}: loss {loss:.3f} activity {activity:.4f} test accuracy {hits:.3f}", flush=True)


def save(path, out, samples, readout="sum"):
    """Writes what the network did with the recordings for testing, its outputs [STEPS, N, 10]: see README.md."""
    x, y = (array.numpy() for array in samples[2:])
    shown = np.concatenate([np.flatnonzero(y == label)[:2] for label in range(10)])
    predictions = score(out, readout).argmax(1).numpy().astype(np.uint8)
    fields = {"labels": y.astype(np.uint8), "predictions": predictions, "input": x[shown]}
    one = out[:, shown].transpose(0, 1).numpy()
    if readout == "sum":
        fields |= {"output_counts": out.sum(0).numpy().astype(np.uint16), "spikes": one.astype(np.uint8)}
        assert (fields["spikes"] == one).all()
    else:
        fields |= {"output_potentials": out[-1].numpy(), "max": out.amax(0).numpy(), "mean": out.mean(0).numpy()}
        fields |= {"potentials": one}
    np.savez_compressed(path, **fields)
    print(f"{path}: {(predictions == y).sum()} of {len(y)} right by the {readout} of the outputs", flush=True)


def arguments(usage):
    """The three folders of the command line."""
    if len(sys.argv) != 4:
        sys.exit(usage)
    torch.set_num_threads(1)
    out = pathlib.Path(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    return data(sys.argv[1], sys.argv[2]), out
