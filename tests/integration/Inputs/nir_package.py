"""Exports all NIR files of a folder and reads them with the package nir: nir_package.py FOLDER WORK

What the package reads and writes again must be what was written, dataset by dataset. Where snnc changes nothing on the
way (no scale, delay, average, inner graph or resistance is taken into another node), the nodes must also be those of
the file that came in.
"""
import glob
import json
import os
import subprocess
import sys

import h5py
import nir
import numpy

folder, work = sys.argv[1], sys.argv[2]
exporters = ("sinabs", "norse", "snntorch", "spikingjelly", "rockpool")


def datasets(path):
    found = {}
    with h5py.File(path) as file:
        file["node"].visititems(lambda name, item: found.update({name: item[()]})
                                if isinstance(item, h5py.Dataset) else None)
    return found


def same(a, b):
    if isinstance(a, bytes) or isinstance(b, bytes):
        return a == b
    a, b = numpy.asarray(a), numpy.asarray(b)
    return a.shape == b.shape and a.dtype == b.dtype and (a == b).all()


def check(path, dialect):
    mine, again = work + "/mine.nir", work + "/again.nir"
    done = subprocess.run(["snnc", "export", path, "-o", mine, "--nir-dialect", dialect, "--write-dialect", dialect],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    # Its check of types takes the channels of one group for all channels.
    graph = nir.read(mine, type_check=False)
    nir.write(again, graph)
    have, want = datasets(again), datasets(mine)
    # Where a file has no v_reset the package adds one of zeros, and it makes one number of a row a pair of numbers.
    extra = {name for name in set(have) - set(want) if name.endswith("/v_reset")}
    assert set(have) - extra == set(want), set(have) ^ set(want)
    for name in want:
        assert same(have[name], want[name]), (name, have[name], want[name])
    return nodes_are_those_of(path, graph)


def nodes_are_those_of(path, graph):
    try:
        before = nir.read(path, type_check=False)
    except TypeError:
        return False  # files of other versions, which it does not read
    types = {type(node).__name__ for node in before.nodes.values()}
    changed = {"NIRGraph", "Scale", "Delay", "AvgPool2d"}
    if types & changed or any((getattr(node, "r", 1) != 1).any() for node in before.nodes.values()
                              if type(node) is nir.IF):
        return False
    if sorted(before.edges) != sorted(graph.edges) or set(before.nodes) != set(graph.nodes):
        return False
    for name, node in before.nodes.items():
        other = graph.nodes[name]
        for field, value in node.to_dict().items():
            if field in ("weight", "v_threshold", "tau", "tau_mem", "tau_syn", "w_in", "v_leak") and not isinstance(
                    value, str):
                expected = numpy.broadcast_to(numpy.asarray(value, numpy.float32),
                                              numpy.shape(getattr(other, field)))
                assert (getattr(other, field) == expected).all(), (name, field)
    return True


read, as_they_came, wrong = 0, 0, 0
for path in sorted(glob.glob(folder + "/*.nir")):
    text = json.load(open(path[:-4] + ".json"))
    if text["expect"] == "refuse":
        continue
    try:
        dialect = next((name for name in exporters if text["exporter"].startswith(name)), "text")
        as_they_came += check(path, dialect)
        read += 1
    except AssertionError as error:
        wrong += 1
        print(os.path.basename(path), "is wrong:", error)
print(f"{read} files read back equal, {as_they_came} of them as they came, wrong {wrong}")
