#!/usr/bin/env bash
# models/dvs_gesture.json on the 30 cores that it takes of mesh8x8: integers, chip simulator and RTL in lockstep on 20 steps
# of random events, of which half a percent of the pixels has one. Outside of CI: the RTL model of 64 cores takes some
# minutes to build, once.
# usage: bench/gesture.sh [SHARED]     SHARED has models/dvs_gesture.json; default: $SNNC_SHARED, else ../shared
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${1:-${SNNC_SHARED:-../shared}}
./dev build release
snnc=build/release/bin/snnc
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
/usr/bin/python3 -c "
import numpy
random = numpy.random.default_rng(1)
numpy.save('$folder/events.npy', (random.random((20, 2, 128, 128)) < 0.005).astype(numpy.int32))"
"$snnc" compile "$shared/models/dvs_gesture.json" --target mesh8x8 -o "$folder/gesture" -q
time "$snnc" verify "$folder/gesture" --input "$folder/events.npy" | grep -E 'records|cycles'
