// A layer that is fed by more tiles than a core has credits is refused by its name, with the reason.
// RUN: split-file %s %t
// RUN: not snn-opt %t/net.mlir 2>&1 \
// RUN:   --pass-pipeline='builtin.module(snn-set-target{name=%t/few.json},snn-prove-bounds,convert-snn-to-mesh,mesh.program(mesh-tile))' \
// RUN:   | FileCheck %s

// CHECK: error: layer @second does not fit a core: a tile of it needs 4 credits, a core that holds its memories has 3 (1 too many): one for each tile that it exchanges spikes with; larger memories of a core would make fewer tiles

//--- few.json
{
  "format": "snnc.target", "version": 1, "name": "few",
  "cols": 3, "rows": 3, "lanes": 4, "stateBits": 16, "weightBits": 8, "countMax": 15,
  "populations": 2, "ports": 8, "destinations": 8, "credits": 3,
  "weightWords": 128, "stateWords": 32, "routerFifo": 2, "coreFifo": 2
}
//--- net.mlir
snn.network @net(%in: !snn.spikes<1x10x10> {snn.max_count = 1}) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1x10x10> -> tensor<1x10x10xi16>
  %1 = snn.integrate_fire %0 layer = "first" threshold(dense<1> : tensor<1xi16>)
         lower_bound(dense<-1> : tensor<1xi16>) max_count = 1 : tensor<1x10x10xi16> -> !snn.spikes<1x10x10>
  %2 = snn.flatten %1 : !snn.spikes<1x10x10> -> !snn.spikes<100>
  %3 = snn.linear %2 weights(dense<1> : tensor<1x100xi8>) : !snn.spikes<100> -> tensor<1xi16>
  %4 = snn.integrate_fire %3 layer = "second" threshold(dense<1> : tensor<1xi16>)
         lower_bound(dense<-1> : tensor<1xi16>) max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %4 : !snn.spikes<1>
}
