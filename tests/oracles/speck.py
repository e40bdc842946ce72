"""Asks samna 0.7.1.0 for its verdict on configurations of Speck2b. Run by speck.sh.

speck.py verdicts OUT.jsonl: draws 500 random configurations, valid and invalid in equal shares, and every limit of
docs/speck.md, at and beyond it; writes each with samna's verdict.
speck.py template OUT.json: writes samna's own default, for target files to name.
speck.py check FOLDER...: loads compiled folders with their load_speck.py and says whether samna finds them valid, and
whether the samna.json that was laid over a template is the same.
"""
import json
import os
import random
import sys

from samna import speck2b

CORES = 9
KERNEL = [16384, 16384, 16384, 32768, 32768, 65536, 65536, 16384, 16384]
NEURONS = [65536, 65536, 65536, 32768, 32768, 16384, 16384, 16384, 16384]
TENSORS = {"w": "weights", "b": "biases", "v": "neurons_initial_value"}
BITS = {"w": "weights_kill_bit", "b": "biases_kill_bit", "v": "neurons_value_kill_bit"}


#: What an entry does not say of a layer.
DEFAULTS = {"k": 1, "s": [1, 1], "p": [0, 0], "theta": [10, -10], "to": [[0, 0, 1, 0], [0, 0, 1, 0]]}


def slim(entry):
    layers = entry.get("layers", {})
    return {**entry, **({"layers": {core: {name: value for name, value in layer.items() if value != DEFAULTS.get(name)}
                                    for core, layer in layers.items()}} if layers else {})}


def shapes(layer):
    """The shapes that the dimensions of a core ask for."""
    (c, _, _), (f, x, y), k = layer["in"], layer["out"], layer["k"]
    return {"w": [f, c, k, k], "b": [f], "v": [f, x, y]}


def nested(shape, value):
    return [nested(shape[1:], value) if len(shape) > 1 else value for _ in range(shape[0])]


def fill(config, entry):
    """Sets what an entry says; what it does not say keeps its default."""
    for number, layer in entry.get("layers", {}).items():
        layer = {**DEFAULTS, **layer}
        core = config.cnn_layers[int(number)]
        d = core.dimensions
        for shape, (features, x, y) in ((d.input_shape, layer["in"]), (d.output_shape, layer["out"])):
            shape.feature_count, shape.size.x, shape.size.y = features, x, y
        d.kernel_size = layer["k"]
        d.stride.x, d.stride.y = layer["s"]
        d.padding.x, d.padding.y = layer["p"]
        core.threshold_high, core.threshold_low = layer["theta"]
        for i, (enable, target, pooling, shift) in enumerate(layer["to"]):
            to = core.destinations[i]
            to.enable, to.layer, to.pooling, to.feature_shift = bool(enable), target, pooling, shift
        for name, shape in shapes(layer).items():
            values, bits = layer.get(name, shape), layer.get(name + "k", shape)
            if min(values) > 0:
                setattr(core, TENSORS[name], nested(values, 0))
            if min(bits) > 0:
                setattr(core, BITS[name], nested(bits, False))
    sensor = entry.get("sensor", {})
    for name in ("origin", "cut", "pooling"):
        if name in sensor:
            pair = getattr(config.dvs_layer, name)
            pair.x, pair.y = sensor[name]
    config.dvs_layer.merge = sensor.get("merge", False)
    for i, (enable, target) in enumerate(sensor.get("to", [])):
        to = config.dvs_layer.destinations[i]
        to.enable, to.layer = bool(enable), target
    if "filter" in entry:
        config.dvs_filter.filter_size.x, config.dvs_filter.filter_size.y = entry["filter"]
    config.readout.input_address_interpretation = entry.get("interpretation", 0)


def verdict(entry):
    """What samna says, asked in a child process."""
    answer = ask(entry)
    assert answer is not None, entry
    return {"says": answer}


def ask(entry):
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            config = speck2b.configuration.SpeckConfiguration()
            fill(config, entry)
            valid, message = speck2b.validate_configuration(config)
        except MemoryError:
            os._exit(0)
        os.write(writable, json.dumps([valid, message]).encode())
        os._exit(0)
    os.close(writable)
    with os.fdopen(readable, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) or not text:
        return None
    valid, message = json.loads(text)
    assert valid == (message == "")
    return message


# ----------------------------------------------------------------------------
# Random configurations
# ----------------------------------------------------------------------------


def layer_of(c, x, y, f, k=1, s=(1, 1), p=(0, 0)):
    out = [f] + [(n - k + 2 * q) // t + 1 if n - k + 2 * q >= 0 else 1 for n, q, t in zip((x, y), p, s)]
    return {"in": [c, x, y], "out": out, "k": k, "s": list(s), "p": list(p), "theta": [10, -10],
            "to": [[0, 0, 1, 0], [0, 0, 1, 0]]}


def fits(core, layer):
    (c, _, _), (f, x, y), k = layer["in"], layer["out"], layer["k"]
    bits = lambda n: (n - 1).bit_length()
    return (c << (bits(k * k) + bits(f)) <= KERNEL[core] and f << (bits(x) + bits(y)) <= NEURONS[core]
            and max(x, y) <= 64 and min(x, y) >= 1)


def draw_layer(rng, core, c, x, y):
    for _ in range(200):
        f = rng.choice([1, 2, 3, 4, 5, 8, 10, 16, 17, 32, 64])
        k = rng.choice([1, 1, 2, 3, 3, 4, 5, 7])
        s = (rng.choice([1, 1, 2, 4]), rng.choice([1, 1, 2, 4]))
        p = (rng.randrange(4), rng.randrange(4))
        if k > min(x + 2 * p[0], y + 2 * p[1]):
            continue
        layer = layer_of(c, x, y, f, k, s, p)
        layer["theta"] = [rng.choice([1, 10, 300, 32767]), -rng.choice([1, 10, 300, 32768])]
        if fits(core, layer):
            return layer
    return layer_of(c, 1, 1, 1)


def draw_valid(rng):
    """A chain, at times forked over two cores and joined again, behind the sensor or the host."""
    cores = rng.sample(range(CORES), rng.randint(1, 6))
    entry = {"layers": {}}
    if rng.random() < 0.5:
        pooling = [rng.choice([1, 2, 4]) for _ in "xy"]
        origin = [rng.randrange(64) for _ in "xy"]
        size = [rng.randint(8, 48 // q) for q in pooling]
        cut = [o + q * n - 1 + rng.randrange(q) for o, q, n in zip(origin, pooling, size)]
        cut = [min(127, one) for one in cut]
        size = [(u - o + 1) // q for u, o, q in zip(cut, origin, pooling)]
        merge = rng.random() < 0.3
        entry["sensor"] = {"origin": origin, "cut": cut, "pooling": pooling, "merge": merge,
                           "to": [[1, cores[0]], [0, 0]]}
        c, (x, y) = 1 if merge else 2, size
    else:
        c, x, y = rng.choice([1, 2, 3]), rng.randint(4, 40), rng.randint(4, 40)
    layer = entry["layers"][str(cores[0])] = draw_layer(rng, cores[0], c, x, y)
    last, rest = [(cores[0], layer)], cores[1:]
    while rest:
        # Everything in `last` has one map; it joins on the next one or two cores.
        poolings = [q for q in (1, 2, 4) if min(last[0][1]["out"][1:]) >= q]
        pooling = rng.choice(poolings)
        shift, order = 0, list(last)
        rng.shuffle(order)
        taken = rest[: 2 if len(last) == 1 and len(rest) > 1 and rng.random() < 0.4 else 1]
        rest = rest[len(taken):]
        for core, source in order:
            for i, target in enumerate(taken):
                source["to"][i] = [1, target, pooling, shift]
            shift += source["out"][0]
        x, y = [n // pooling for n in last[0][1]["out"][1:]]
        made = [(core, draw_layer(rng, core, shift, x, y)) for core in taken]
        if len(made) == 2:
            twin = json.loads(json.dumps(made[0][1]))
            twin["out"][0] = max(1, twin["out"][0] - 1)
            made[1] = (made[1][0], twin if fits(made[1][0], twin) else made[1][1])
            if made[0][1]["out"][1:] != made[1][1]["out"][1:]:
                rest = []
        for core, layer in made:
            entry["layers"][str(core)] = layer
        last = made
    return entry


def spoil(rng, entry):
    """One thing of many that is wrong, or at least other."""
    core = rng.choice(list(entry["layers"]))
    layer = entry["layers"][core]
    axis, to = rng.randrange(2), layer["to"][rng.randrange(2)]
    kind = rng.randrange(18)
    if kind == 0:
        layer["k"] = rng.choice([0, 17, 20, layer["k"] + 1])
    elif kind == 1:
        layer["s"][axis] = rng.choice([0, 3, 5, 8, 16])
    elif kind == 2:
        layer["p"][axis] = rng.choice([8, 9, layer["p"][axis] + 1])
    elif kind == 3:
        layer["in"][1 + axis] = rng.choice([0, 129, 200, layer["in"][1 + axis] + 1])
    elif kind == 4:
        layer["out"][1 + axis] = rng.choice([0, 65, 80, layer["out"][1 + axis] + 1])
    elif kind == 5:
        layer["in"][0] = rng.choice([0, 1025, layer["in"][0] + 1])
    elif kind == 6:
        layer["out"][0] = rng.choice([0, 1025, layer["out"][0] + 1])
    elif kind == 7:
        layer["theta"] = rng.choice([[-1, -1], [5, 5], [-32768, 32767], [0, 0], [32767, -32768]])
    elif kind == 8:
        name = rng.choice(["w", "b", "v", "wk", "bk", "vk"])
        shape = list(shapes(layer)[name[0]])
        at = rng.randrange(len(shape))
        shape[at] = max(1, shape[at] + rng.choice([-1, 1, 2]))
        if max(shape) < 1025 and min(shape) > 0:
            layer[name] = shape
    elif kind == 9:
        to[2] = rng.choice([3, 5, 8, 16, 2])
    elif kind == 10:
        to[3] = rng.choice([1, 2, 7, 1023, 1024, 3000])
    elif kind == 11:
        to[1] = rng.randrange(CORES) if to[0] else rng.choice([9, 12, 255, 3])
    elif kind == 12:
        to[0] = 1 - to[0]
        to[1] %= CORES
    elif kind == 13:
        sensor = entry.setdefault("sensor", {})
        sensor[rng.choice(["origin", "cut", "pooling"])] = [rng.choice([1, 2, 3, 8, 127, 128, 255]) for _ in "xy"]
    elif kind == 14:
        sensor = entry.setdefault("sensor", {})
        sensor["to"] = [[rng.randrange(2), rng.randrange(CORES)], [0, rng.choice([0, 8, 9, 12])]]
        sensor["merge"] = rng.random() < 0.5
    elif kind == 15:
        entry["filter"] = [rng.choice([0, 7, 8, 15, 255]) for _ in "xy"]
    elif kind == 16:
        entry["interpretation"] = rng.choice([3, 4, 255])
    elif kind == 17:
        # Too large for a core: many features.
        layer["out"][0] = rng.choice([128, 256, 512])


def random_entries(count):
    rng, kept = random.Random(16), {True: [], False: []}
    while min(map(len, kept.values())) < count // 2:
        entry = draw_valid(rng)
        for _ in range(rng.choice([0, 0, 1, 1, 2, 4])):
            spoil(rng, entry)
        entry.update(verdict(entry))
        side = kept[entry["says"] == ""]
        if len(side) < count // 2:
            side.append(entry)
    for i, entry in enumerate(kept[True] + kept[False]):
        yield {"name": f"random {i}", **entry}


# ----------------------------------------------------------------------------
# Limits
# ----------------------------------------------------------------------------


def limit_entries():
    def one(name, core=0, **layer):
        made = layer_of(*layer.pop("shape", (1, 8, 8, 1)), **{key: layer.pop(key) for key in "ksp" if key in layer})
        made.update(layer)
        return {"name": name, "layers": {str(core): made}}

    for k in (1, 16, 17):
        yield one(f"kernel {k}", shape=(1, 20, 20, 1), k=k)
    for s in (1, 2, 3, 4, 5, 8, 16):
        yield one(f"stride x {s}", s=(s, 1))
        yield one(f"stride y {s}", s=(1, s))
    for p in (7, 8):
        yield one(f"padding x {p}", k=3, p=(p, 0))
        yield one(f"padding y {p}", k=3, p=(0, p))
    yield one("padding beyond the kernel", k=1, p=(7, 7))
    for n in (1, 64, 65, 128, 129):
        yield one(f"map x {n}", shape=(1, n, 4, 1))
        yield one(f"map y {n}", shape=(1, 4, n, 1))
        yield one(f"input x {n}", shape=(1, n, 4, 1), s=(2, 1))
        yield one(f"input y {n}", shape=(1, 4, n, 1), s=(1, 2))
    for n in (1, 1024, 1025):
        yield one(f"features in {n}", core=5, shape=(n, 1, 1, 1))
        yield one(f"features out {n}", core=5, shape=(1, 1, 1, n))
    for n in (0, 1):
        for at in (0, 1, 2):
            made = one(f"input {at} of {n}")
            made["layers"]["0"]["in"][at] = n
            yield made
            made = one(f"output {at} of {n}")
            made["layers"]["0"]["out"][at] = n
            yield made
    for x, y in ((6, 8), (7, 8), (6, 9), (5, 7)):
        yield one(f"output {x} by {y}", shape=(1, 8, 10, 1), k=3, out=[1, x, y])
    yield one("kernel beyond the input", shape=(1, 4, 4, 1), k=9, p=(1, 1), s=(2, 1), out=[1, 4, 4])
    for high in (-1, 0, 1, 32767, -32768):
        yield one(f"threshold high {high}", theta=[high, -1])
    for low in (-32768, -1, 0, 1, 32767):
        yield one(f"threshold low {low}", theta=[1, low])
    for name in ("w", "b", "v", "wk", "bk", "vk"):
        shape = shapes(layer_of(1, 8, 8, 2, 3))[name[0]]
        for at in range(len(shape)):
            yield one(f"shape of {name}, axis {at}", shape=(1, 8, 8, 2), k=3,
                      **{name: [n + (i == at) for i, n in enumerate(shape)]})
    yield one("values are [feature][x][y]", shape=(1, 8, 6, 2), v=[2, 6, 8], vk=[2, 6, 8])
    for core in range(CORES):
        # Kernel words round the sides and the features out up to powers of two, and not the features in.
        c = KERNEL[core] // 64
        for more in (0, 1):
            yield one(f"kernel words of core {core}, {more} beyond", core=core, shape=(c + more, 8, 8, 4), k=4)
            yield one(f"kernel words of core {core}, k {4 + more}", core=core, shape=(c, 8, 8, 4), k=4 + more)
            yield one(f"kernel words of core {core}, f {4 + more}", core=core, shape=(c, 8, 8, 4 + more), k=4)
        f = NEURONS[core] // 1024
        for more in (0, 1):
            yield one(f"neuron words of core {core}, {more} beyond", core=core, shape=(1, 32, 32, f + more))
            yield one(f"neuron words of core {core}, x {32 + more}", core=core, shape=(1, 32 + more, 32, f))
            yield one(f"neuron words of core {core}, y {32 + more}", core=core, shape=(1, 32, 32 + more, f))

    def pair(name, source, target, to, more=()):
        layers = {"0": layer_of(*source), "1": layer_of(*target)}
        layers["0"]["to"][0] = to
        for core, (layer, way) in enumerate(more, 2):
            layers[str(core)] = layer_of(*layer)
            layers[str(core)]["to"][0] = way
        return {"name": name, "layers": layers}

    for q in (1, 2, 3, 4, 8, 16):
        yield pair(f"pooling {q}", (1, 16, 16, 4), (4, 16 // q, 16 // q, 1), [1, 1, q, 0])
        yield pair(f"pooling {q}, not enabled", (1, 16, 16, 4), (4, 16, 16, 1), [0, 1, q, 0])
    yield pair("pooling 0, not enabled", (1, 16, 16, 4), (4, 16, 16, 1), [0, 1, 0, 0])
    yield pair("an odd map pooled", (1, 7, 7, 4), (4, 3, 3, 1), [1, 1, 2, 0])
    for x, y in ((8, 8), (7, 8), (8, 9)):
        yield pair(f"size {x} by {y}", (1, 8, 8, 4), (4, x, y, 1), [1, 1, 1, 0])
    for target in (8, 9, 12, 255):
        yield pair(f"destination {target}, not enabled", (1, 8, 8, 4), (4, 8, 8, 1), [0, target, 1, 0])
    for shift in (1023, 1024, 65535):
        yield pair(f"feature shift {shift}, not enabled", (1, 8, 8, 4), (4, 8, 8, 1), [0, 1, 1, shift])
        yield pair(f"feature shift {shift}", (1, 1, 1, 4), (4, 1, 1, 1), [1, 1, 1, shift])
    for c in (3, 4, 5):
        yield pair(f"4 features for {c}", (1, 8, 8, 4), (c, 8, 8, 1), [1, 1, 1, 0])
    for shift in (2, 3, 4, 5, 7):
        yield pair(f"4 and 3 features, shifted by {shift}", (1, 8, 8, 4), (7, 8, 8, 1), [1, 1, 1, 0],
                   [((1, 8, 8, 3), [1, 1, 1, shift])])
    yield pair("a lower core above", (1, 8, 8, 4), (7, 8, 8, 1), [1, 1, 1, 3], [((1, 8, 8, 3), [1, 1, 1, 0])])
    yield pair("residual sum", (1, 8, 8, 4), (4, 8, 8, 1), [1, 1, 1, 0], [((1, 8, 8, 4), [1, 1, 1, 0])])
    yield pair("three in each other", (1, 8, 8, 9), (12, 8, 8, 1), [1, 1, 1, 0],
               [((1, 8, 8, 2), [1, 1, 1, 2]), ((1, 8, 8, 2), [1, 1, 1, 6]), ((1, 8, 8, 2), [1, 1, 1, 12])])
    yield pair("other poolings of the sources", (1, 8, 8, 4), (7, 4, 4, 1), [1, 1, 2, 0],
               [((1, 16, 16, 3), [1, 1, 4, 4])])
    both = pair("both destinations to one core", (1, 8, 8, 4), (8, 8, 8, 1), [1, 1, 1, 0])
    both["layers"]["0"]["to"][1] = [1, 1, 1, 4]
    yield both
    yield {"name": "itself", "layers": {"0": {**layer_of(4, 8, 8, 4), "to": [[1, 0, 1, 0], [0, 0, 1, 0]]}}}
    yield {"name": "a core that is not configured", "layers": {"0": {**layer_of(1, 1, 1, 1), "to": [[1, 4, 1, 0], [0, 0, 1, 0]]}}}

    def sensor(name, c=2, x=32, y=32, **given):
        return {"name": name, "layers": {"0": layer_of(c, x, y, 2)},
                "sensor": {"to": [[1, 0], [0, 0]], "cut": [31, 31], **given}}

    yield sensor("sensor")
    for merge in (False, True):
        for c in (1, 2, 3):
            yield sensor(f"sensor, merge {merge}, {c} features", c=c, merge=merge)
    for q in (1, 2, 3, 4, 8):
        yield sensor(f"sensor, pooling x {q}", x=32 // q, pooling=[q, 1])
        yield sensor(f"sensor, pooling y {q}", y=32 // q, pooling=[1, q])
    for cut in (127, 128, 255):
        yield sensor(f"sensor, cut x {cut}", x=min(cut - 95, 64), cut=[cut, 31], origin=[96, 0])
        yield sensor(f"sensor, cut y {cut}", y=min(cut - 95, 64), cut=[31, cut], origin=[0, 96])
    for origin in (127, 128, 255):
        yield sensor(f"sensor, origin x {origin}", x=1, cut=[127, 31], origin=[origin, 0])
        yield sensor(f"sensor, origin y {origin}", y=1, cut=[31, 127], origin=[0, origin])
    yield sensor("sensor, origin beyond cut", origin=[40, 0])
    yield sensor("sensor, size", x=31, y=33)
    yield sensor("sensor, a part of a pool", x=15, y=32, cut=[30, 31], pooling=[2, 1])
    for target in (8, 9, 12):
        yield {"name": f"sensor, destination {target}, not enabled", "sensor": {"to": [[0, target], [0, 0]]}}
    yield {"name": "sensor and core", "sensor": {"to": [[1, 1], [0, 0]], "cut": [7, 7]},
           "layers": {"0": {**layer_of(1, 8, 8, 4), "to": [[1, 1, 1, 2], [0, 0, 1, 0]]}, "1": layer_of(6, 8, 8, 1)}}
    for size in (0, 7, 8, 15):
        yield {"name": f"filter x {size}", "filter": [size, 1]}
        yield {"name": f"filter y {size}", "filter": [1, size]}
    for number in (3, 4):
        yield {"name": f"address interpretation {number}", "interpretation": number}
    many = {"name": "many errors", "layers": {str(i): layer_of(1, 8, 8, 1, 1) for i in range(CORES)}}
    for i, layer in enumerate(many["layers"].values()):
        layer["k"], layer["theta"] = 17, [-1, 1]
        layer["to"] = [[1, (i + 1) % CORES, 3, 2], [0, 9, 5, 1024]]
    many["sensor"] = {"origin": [128, 128], "cut": [200, 201], "pooling": [3, 5], "to": [[1, 3], [0, 9]]}
    many["filter"], many["interpretation"] = [8, 9], 4
    yield many


def write_verdicts(path):
    entries = [{**entry, **verdict(entry)} for entry in limit_entries()]
    limits = len(entries)
    entries += random_entries(500)
    with open(path, "w") as file:
        for entry in entries:
            file.write(json.dumps(slim(entry), separators=(",", ":")) + "\n")
    valid = sum(entry["says"] == "" for entry in entries[limits:])
    print(f"{limits} limits, 500 random configurations, {valid} of them valid")


def check(folder):
    """What the folder's loader makes, and whether samna.json is the same; the verdict in a child process."""
    child = os.fork()
    if child == 0:
        sys.path.insert(0, folder)
        import load_speck

        config, laid = load_speck.load(folder), speck2b.configuration.SpeckConfiguration()
        with open(os.path.join(folder, "samna.json")) as file:
            laid.from_json(file.read())
        valid, message = speck2b.validate_configuration(config)
        same = "the same" if config.to_json() == laid.to_json() else "another"
        print(f"{os.path.basename(folder)}: {'valid' if valid else message}, {same} by the template")
        sys.stdout.flush()
        os._exit(0 if valid and same == "the same" else 1)
    _, status = os.waitpid(child, 0)
    return status == 0


if __name__ == "__main__":
    if sys.argv[1] == "verdicts":
        write_verdicts(sys.argv[2])
    elif sys.argv[1] == "template":
        with open(sys.argv[2], "w") as file:
            file.write(speck2b.configuration.SpeckConfiguration().to_json())
    else:
        sys.exit(not all([check(folder) for folder in sys.argv[2:]]))
