// RUN: snn-opt %s --snn-set-target --convert-snn-to-mesh | FileCheck %s
// RUN: sed 's/snn.weight_bits = 4/snn.weight_bits = 5/' %s | snn-opt --snn-set-target --convert-snn-to-mesh | FileCheck %s --check-prefix=FIVE
// RUN: snn-opt %s --pass-pipeline='builtin.module(snn-set-target,convert-snn-to-mesh,mesh.program(mesh-tile,mesh-verify{phase=tiled}))' | FileCheck %s --check-prefix=TILED

// In a network of 4 bits each port is packed whose weights two to a lane can hold, also after the folding of its pools:
// windows that overlap add weights up, others repeat them.

// FIVE: mesh.program @four_bits
// FIVE-NOT: packed
module attributes {snn.weight_bits = 4 : i64} {
  // CHECK-LABEL: mesh.program @four_bits
  snn.network @four_bits(%in: !snn.spikes<1x6x6> {snn.max_count = 1}) -> (!snn.spikes<1x6x6>, !snn.spikes<1x2x2>, !snn.spikes<1x5x5>) {
    // CHECK: mesh.population @fits
    // CHECK-NEXT: weights dense<-8> : tensor<1x1x1x1xi8> {packed}
    // CHECK-NEXT: weights dense<8> : tensor<1x1x1x1xi8> :
    %0 = snn.conv2d %in weights(dense<-8> : tensor<1x1x1x1xi8>) : !snn.spikes<1x6x6> -> tensor<1x6x6xi16>
    %1 = snn.conv2d %in weights(dense<8> : tensor<1x1x1x1xi8>) : !snn.spikes<1x6x6> -> tensor<1x6x6xi16>
    %2 = snn.merge %0, %1 : tensor<1x6x6xi16>, tensor<1x6x6xi16> -> tensor<1x6x6xi16>
    %3 = snn.integrate_fire %2 layer = "fits" threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>)
           max_count = 1 upper = 99 : tensor<1x6x6xi16> -> !snn.spikes<1x6x6>
    // CHECK: mesh.population @apart
    // CHECK-NEXT: {packed, pools = [#mesh.pool<kernel = [3, 3], stride = [3, 3], extent = [2, 2]>]}
    // TILED: mesh.population @apart
    // TILED-NEXT: weights dense<7> : tensor<1x1x3x3xi8> {packed}
    %4 = snn.sum_pool2d %3 kernel = [3, 3] : !snn.spikes<1x6x6> -> !snn.spikes<1x2x2>
    %5 = snn.conv2d %4 weights(dense<7> : tensor<1x1x1x1xi8>) : !snn.spikes<1x2x2> -> tensor<1x2x2xi16>
    %6 = snn.integrate_fire %5 layer = "apart" threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>)
           max_count = 1 upper = 99 : tensor<1x2x2xi16> -> !snn.spikes<1x2x2>
    // CHECK: mesh.population @overlapping
    // CHECK-NEXT: {pools = [#mesh.pool<kernel = [2, 2], stride = [1, 1], extent = [5, 5]>]}
    %7 = snn.sum_pool2d %3 kernel = [2, 2] stride = [1, 1] : !snn.spikes<1x6x6> -> !snn.spikes<1x5x5>
    %8 = snn.conv2d %7 weights(dense<7> : tensor<1x1x1x1xi8>) : !snn.spikes<1x5x5> -> tensor<1x5x5xi16>
    %9 = snn.integrate_fire %8 layer = "overlapping" threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>)
           max_count = 1 upper = 99 : tensor<1x5x5xi16> -> !snn.spikes<1x5x5>
    snn.output %3, %6, %9 : !snn.spikes<1x6x6>, !snn.spikes<1x2x2>, !snn.spikes<1x5x5>
  }
}
