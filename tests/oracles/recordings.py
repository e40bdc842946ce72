"""Compares `snnc events` with the events written and with other readers, event by event. Run by recordings.sh."""
import json
import os
import subprocess
import sys

import h5py
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import layouts

snnc, folder = sys.argv[1], sys.argv[2]
COUNT, WIDTH, HEIGHT = 100_000, 346, 260
failures = 0


def path_of(name):
    return os.path.join(folder, name)


def as_columns(array):
    array = np.asarray(array)
    names = {"t": ("t", "timestamp"), "x": ("x",), "y": ("y",), "p": ("p", "on", "polarity")}
    return {key: array[next(n for n in options if n in array.dtype.names)].astype(np.int64)
            for key, options in names.items()}


def ours(path, *options):
    dump = path_of("dump.npy")
    if os.path.exists(dump):
        os.remove(dump)
    run = subprocess.run([snnc, "events", path, "--json", "--dump-events", dump, *options], capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(run.stderr.strip())
    return as_columns(np.load(dump)), json.loads(run.stdout)


# Readers: each gives columns t, x, y, p.
def by_expelliarmus(encoding):
    def read(path):
        from expelliarmus import Wizard

        return as_columns(Wizard(encoding=encoding).read(path))
    return read


def by_evlib(path):
    import evlib

    frame = evlib.load_events(path).collect()
    names = {name: frame[name] for name in frame.columns}
    t = names.get("t", names.get("timestamp"))
    t = t.dt.total_microseconds() if "Duration" in str(t.dtype) else t
    columns = {"t": t, "x": names["x"], "y": names["y"], "p": names.get("polarity", names.get("p"))}
    columns = {key: value.to_numpy().astype(np.int64) for key, value in columns.items()}
    columns["p"] = np.maximum(columns["p"], 0)
    return columns


def by_faery(path):
    import faery

    return as_columns(faery.events_stream_from_file(path).to_array())


def by_aedat(path):
    import aedat

    parts = [packet["events"] for packet in aedat.Decoder(path) if "events" in packet]
    return as_columns(np.concatenate(parts))


def by_dv(path, *stream):
    import dv_processing as dv

    recording, parts = dv.io.MonoCameraRecording(path), []
    while recording.isRunning(*stream):
        batch = recording.getNextEventBatch(*stream)
        if batch is not None:
            parts.append(batch.numpy())
    return as_columns(np.concatenate(parts))


def by_event_stream(path):
    import event_stream

    with event_stream.Decoder(path) as decoder:
        columns = as_columns(np.concatenate(list(decoder)))
        # It gives rows as they are written: from the bottom.
        columns["y"] = decoder.height - 1 - columns["y"]
    return columns


def by_tonic_mnist(path):
    import tonic.io

    return as_columns(tonic.io.read_mnist_file(path, dtype=np.dtype([("x", int), ("y", int), ("t", int), ("p", int)])))


def by_tonic_davis(path):
    import tonic.io

    columns = as_columns(tonic.io.read_davis_346(path)[-1])
    # It mirrors both axes.
    columns["x"], columns["y"] = 345 - columns["x"], 259 - columns["y"]
    return columns


def difference(a, b):
    if len(a["t"]) != len(b["t"]):
        return f"{len(a['t'])} events, not {len(b['t'])}"
    for key in "txyp":
        unequal = np.flatnonzero(a[key] != b[key])
        if len(unequal):
            i = unequal[0]
            return f"{len(unequal)} events differ in {key}, first event {i}: {a[key][i]}, not {b[key][i]}"
    return ""


def compare(name, path, truth, readers, *options, must_agree=1):
    """Ours must be the truth, and at least `must_agree` other readers must find it too."""
    global failures
    try:
        found, report = ours(path, *options)
        wrong = difference(found, truth)
    except RuntimeError as error:
        wrong, report = str(error), {}
    if wrong:
        failures += 1
    print(f"{name:<28} snnc            {wrong or 'equal'}")
    agreed = 0
    for reader, read in readers.items():
        try:
            other = difference(read(path), truth)
        except BaseException as error:  # a panic of a reader in Rust is no Exception
            other = f"{type(error).__name__}: {str(error).splitlines()[0][:100] if str(error) else ''}"
        agreed += not other
        print(f"{'':<28} {reader:<15} {other or 'equal'}")
    if agreed < must_agree:
        failures += 1
        print(f"{'':<28} FAILED: {agreed} readers agree, need {must_agree}")
    sys.stdout.flush()
    return report


def write_aedat4(path, streams, compression):
    """Streams of events by their names, in turns of 10,000 events."""
    import dv_processing as dv

    config = dv.io.MonoCameraWriter.Config("DAVIS")
    for name in streams:
        config.addEventStream((WIDTH, HEIGHT), name)
    config.compression = compression
    writer = dv.io.MonoCameraWriter(path, config)
    for begin in range(0, max(len(events["t"]) for events in streams.values()), 10_000):
        for name, events in streams.items():
            store = dv.EventStore()
            for t, x, y, p in zip(*(events[key][begin:begin + 10_000].tolist() for key in "txyp")):
                store.push_back(t, x, y, bool(p))
            if len(store):
                writer.writeEvents(store, name)


def main():
    events = layouts.random_events(COUNT, WIDTH, HEIGHT, 5_000_000)
    small = layouts.random_events(COUNT, 34, 34, 20_000_000)

    def write(name, format, truth, width=WIDTH, height=HEIGHT, header=None):
        layouts.write(path_of(name), format, truth, width, height, header)
        return path_of(name)

    # N-MNIST: the clock of 23 bits wraps twice.
    short = layouts.random_events(COUNT, 34, 34, 8_000_000)
    compare("N-MNIST", write("a.bin", "nmnist", short), short, {"tonic": by_tonic_mnist})
    report = compare("N-MNIST, 20 s", write("b.bin", "nmnist", small), small, {"tonic": by_tonic_mnist}, must_agree=0)
    assert report["clock_wraps"] == 2, report

    # Prophesee. The writer of expelliarmus serves for DAT and EVT2, which keep their clock.
    prophesee = {"expelliarmus": None, "evlib": by_evlib, "faery": by_faery}
    for format in ("dat", "evt2", "evt3"):
        readers = dict(prophesee, expelliarmus=by_expelliarmus(format))
        compare(f"{format}", write(f"a.{'dat' if format == 'dat' else 'raw'}", format, events), events, readers,
                must_agree=2)
        if format != "evt3":
            from expelliarmus import Wizard

            array = np.empty(COUNT, [("t", "<i8"), ("x", "<i2"), ("y", "<i2"), ("p", "<u1")])
            for key in "txyp":
                array[key] = events[key]
            file = path_of(f"written.{'dat' if format == 'dat' else 'raw'}")
            Wizard(encoding=format).save(file, array)
            compare(f"{format} by expelliarmus", file, events, readers)
    compare("evt2, no end", write("c.raw", "evt2", events, header=b"% evt 2.0\n"), events, {"faery": by_faery})
    compare("evt2.1", write("d.raw", "evt21", events), events, {"evlib": by_evlib, "faery": by_faery})
    rng = np.random.default_rng(3)
    rows = [(int(t), int(rng.integers(0, 260)), int(rng.integers(0, 2)), int(rng.integers(0, 200)),
             [int(m) for m in rng.integers(1, 4096, 5)]) for t in np.sort(rng.integers(0, 10_000_000, 5000))]
    data, truth = layouts.evt3_vectors(rows)
    with open(path_of("e.raw"), "wb") as file:
        file.write(layouts.HEADERS["evt3"](WIDTH, HEIGHT) + data)
    compare("evt3, vectors", path_of("e.raw"), truth, dict(prophesee, expelliarmus=by_expelliarmus("evt3")), must_agree=2)
    long = layouts.random_events(COUNT, WIDTH, HEIGHT, 50_000_000)
    report = compare("evt3, 50 s", write("f.raw", "evt3", long), long,
                     dict(prophesee, expelliarmus=by_expelliarmus("evt3")))
    assert report["clock_wraps"] == 2, report

    # AEDAT
    dvs = layouts.random_events(COUNT, 128, 128, 5_000_000)
    compare("AEDAT 2.0, DVS128", write("a.aedat", "aedat2_dvs128", dvs, 128, 128), dvs, {"evlib": by_evlib}, must_agree=0)
    compare("AEDAT 2.0, DAVIS", write("b.aedat", "aedat2_davis", events), events,
            {"tonic": by_tonic_davis, "evlib": by_evlib})
    compare("AEDAT 3.1", write("c.aedat", "aedat3", dvs, 128, 128), dvs, {"evlib": by_evlib, "faery": by_faery},
            must_agree=0)
    import dv_processing as dv

    epoch = layouts.random_events(COUNT, WIDTH, HEIGHT, 5_000_000, start_us=1_700_000_000_000_000)
    for name in ("NONE", "LZ4", "LZ4_HIGH", "ZSTD", "ZSTD_HIGH"):
        file = path_of(f"{name}.aedat4")
        write_aedat4(file, {"events": epoch}, getattr(dv.CompressionType, name))
        compare(f"AEDAT 4, {name}", file, epoch, {"aedat": by_aedat, "dv-processing": by_dv, "faery": by_faery},
                must_agree=2)

    pair = {"left": epoch, "right": layouts.random_events(COUNT // 2, WIDTH, HEIGHT, 5_000_000, seed=2)}
    write_aedat4(path_of("two.aedat4"), pair, dv.CompressionType.LZ4)
    for number, (name, truth) in enumerate(pair.items()):
        compare(f"AEDAT 4, stream {name}", path_of("two.aedat4"), truth,
                {"dv-processing": lambda path: by_dv(path, name)}, "--stream", name)
        compare(f"AEDAT 4, stream {number}", path_of("two.aedat4"), truth, {}, "--stream", str(number), must_agree=0)

    # ES
    import event_stream

    compare("ES, by its layout", write("a.es", "event_stream", events), events,
            {"event_stream": by_event_stream, "faery": by_faery})
    array = np.empty(COUNT, event_stream.dvs_dtype)
    for ours_name, theirs in zip("txyp", ("t", "x", "y", "on")):
        array[theirs] = events[ours_name] if ours_name != "y" else HEIGHT - 1 - events["y"]
    with event_stream.Encoder(path_of("b.es"), "dvs", WIDTH, HEIGHT) as encoder:
        encoder.write(array)
    compare("ES, by event_stream", path_of("b.es"), events, {"event_stream": by_event_stream, "faery": by_faery})

    # Arrays and text
    def by_numpy(path):
        return as_columns(np.load(path))

    for name, dtype in (("tonic", [("x", "<i2"), ("y", "<i2"), ("t", "<i8"), ("p", "?")]),
                        ("wide", [("p", "<i8"), ("t", ">f8"), ("y", "<f4"), ("x", ">u4")])):
        np.save(path_of(f"{name}.npy"), layouts.records(events, np.dtype(dtype)))
        compare(f"npy, records ({name})", path_of(f"{name}.npy"), events, {"numpy": by_numpy})
    np.savez_compressed(path_of("a.npz"), **events)
    compare("npz, arrays", path_of("a.npz"), events, {"numpy": lambda path: dict(np.load(path))})
    table = np.stack([events[key] for key in "txyp"], 1)
    for name, array in (("rows", table), ("columns", np.asfortranarray(table)), ("[4, N]", np.ascontiguousarray(table.T))):
        np.save(path_of("table.npy"), array)
        compare(f"npy, table by {name}", path_of("table.npy"), events, {}, "--columns", "t,x,y,p", must_agree=0)
    compare("csv", write("a.csv", "text", events, header=b"t_us,x,y,p\n"), events, {}, must_agree=0)
    with open(path_of("rpg.txt"), "w") as file:
        for t, x, y, p in zip(*(events[key].tolist() for key in "txyp")):
            file.write(f"{t / 1e6:.6f} {x} {y} {p}\n")
    compare("text, seconds", path_of("rpg.txt"), events, {"evlib": by_evlib}, "--columns", "t_s,x,y,p", must_agree=0)

    # HDF5
    def by_h5py(group):
        def read(path):
            with h5py.File(path) as file:
                return as_columns(file[group][:]) if isinstance(file[group], h5py.Dataset) else {
                    key: file[group][key][:].astype(np.int64) for key in "txyp"}
        return read

    with h5py.File(path_of("dsec.h5"), "w") as file:
        for key, kind in zip("txyp", ("u4", "u2", "u2", "u1")):
            file.create_dataset(f"events/{key}", data=events[key].astype(kind), compression="gzip", chunks=True)
        file["t_offset"] = 0
    compare("HDF5, events/{t,x,y,p}", path_of("dsec.h5"), events, {"h5py": by_h5py("events")})
    with h5py.File(path_of("prophesee.h5"), "w") as file:
        file["CD/events"] = layouts.records(events, np.dtype([("x", "<u2"), ("y", "<u2"), ("p", "<i2"), ("t", "<i8")]))
    compare("HDF5, CD/events", path_of("prophesee.h5"), events, {"h5py": by_h5py("CD/events")})
    print(f"{failures} failures")
    sys.exit(failures != 0)


main()
