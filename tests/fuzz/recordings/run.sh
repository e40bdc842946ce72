#!/usr/bin/env bash
# libFuzzer with AddressSanitizer and UndefinedBehaviorSanitizer on every format of recordings that is read from bytes.
# usage: tests/fuzz/recordings/run.sh [RUNS]      RUNS inputs a format, default 100000; crashes lie in build/fuzz-recordings
set -euo pipefail
cd "$(dirname "$0")/../../.."
runs=${1:-100000}
out=build/fuzz-recordings
mkdir -p $out/corpus
flags=(-std=c++17 -O1 -g1 -fno-exceptions -fno-omit-frame-pointer -I. -isystem /usr/lib/llvm-22/include
  $(pkg-config --cflags hdf5 libzip liblz4 libzstd)
  -fsanitize=address,undefined -fno-sanitize-recover=undefined)
libraries=(-fuse-ld=lld -L/usr/lib/llvm-22/lib -lLLVM $(pkg-config --libs hdf5 libzip liblz4 libzstd) -lfmt -lz -lpthread)
sources=(sim/data/readers/*.cpp sim/data/Idx.cpp sim/data/EventScan.cpp support/npy/*.cpp support/isolate/*.cpp support/interrupt/*.cpp
  tests/fuzz/recordings/Fuzz.cpp)
{
  echo "all: $out/fuzz $out/seeds"
  for source in "${sources[@]}" tests/fuzz/recordings/Seeds.cpp; do
    object=$out/$(echo "${source%.cpp}" | tr / _).o
    echo "$object: $source $(echo sim/data/readers/*.h tests/sim/data/*.h | tr '\n' ' ')"
    printf '\tclang++-22 %s %s -c -o $@ $<\n' "${flags[*]}" "$([[ $source == */Seeds.cpp ]] || echo -fsanitize=fuzzer-no-link)"
    [[ $source == */Seeds.cpp ]] || objects+=("$object")
  done
  printf '%s/fuzz: %s\n\tclang++-22 -fsanitize=address,undefined,fuzzer -o $@ $^ %s\n' $out "${objects[*]}" "${libraries[*]}"
  printf '%s/seeds: %s/tests_fuzz_recordings_Seeds.o\n\tclang++-22 -fsanitize=address,undefined -o $@ $^ %s\n' $out $out "${libraries[*]}"
} >$out/Makefile
make -s -j2 -f $out/Makefile
for format in $($out/seeds $out/corpus); do
  echo "$format: $runs runs"
  # 2 s for one input and 512 MB in all are far above what any needs.
  ASAN_OPTIONS=allow_user_poisoning=0 $out/fuzz -runs="$runs" -seed=1 -max_len=4096 -timeout=2 -rss_limit_mb=1024 \
    -artifact_prefix="$out/$format-" -verbosity=0 -print_final_stats=1 "$out/corpus/$format" 2>"$out/$format.log" ||
    { tail -40 "$out/$format.log"; exit 1; }
  grep -E 'number_of_executed|peak_rss' "$out/$format.log"
done
