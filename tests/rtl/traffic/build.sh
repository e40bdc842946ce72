#!/bin/sh
# Builds the bench of the mesh: build.sh PACKAGE.sv OUT. RTL is taken from SNNC_RTL or the checkout.
set -eu
package=$1 out=$2
here=$(cd "$(dirname "$0")" && pwd)
rtl=${SNNC_RTL:-$here/../../../rtl}
work=$out.build
mkdir -p "$work"
work=$(cd "$work" && pwd)
if [ -z "${OBJCACHE:-}" ] && command -v ccache >/dev/null; then
  OBJCACHE=ccache
  export OBJCACHE
fi
if ! verilator --cc --exe --build -j 2 -O3 --assert --x-assign fast --x-initial fast -Wno-DECLFILENAME \
  -Wno-UNUSEDSIGNAL --top-module traffic --prefix Vtraffic --Mdir "$work" -o bench \
  -CFLAGS "-std=c++17" -LDFLAGS "-lgtest -lgtest_main -lpthread" \
  -MAKEFLAGS "CXX=${CXX:-c++} LINK=${CXX:-c++} OPT_FAST=-O2 OPT_SLOW=-O0 OPT_GLOBAL=-O1" \
  "$package" "$rtl"/noc/*.sv "$rtl"/chip/*.sv "$here/core.sv" "$here/traffic.sv" "$here/MeshTest.cpp" \
  >"$work/build.log" 2>&1; then
  cat "$work/build.log" >&2
  exit 1
fi
mv "$work/bench" "$out"
rm -r "$work"
