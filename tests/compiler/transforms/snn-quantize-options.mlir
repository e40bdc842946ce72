// RUN: snn-opt %s --snn-set-target --snn-quantize=weight-bits=4 | FileCheck %s --check-prefix=FOUR
// RUN: snn-opt %s --snn-set-target --snn-quantize="weight-bits=4 scales=layer" | FileCheck %s --check-prefix=LAYER
// RUN: snn-opt %s --snn-set-target --snn-quantize="weight-bits=4 scales=core" | FileCheck %s --check-prefix=CORE
// RUN: snn-opt %s --snn-set-target --snn-quantize="scales=max-abs rounding=nearest" | FileCheck %s --check-prefix=MAXABS
// RUN: snn-opt %s --snn-set-target --snn-quantize="weight-bits=3 rounding=nearest" | FileCheck %s --check-prefix=NEAREST
// RUN: snn-opt %s --snn-set-target --snn-quantize="weight-bits=3" | FileCheck %s --check-prefix=COMPENSATED
// RUN: not snn-opt %s --snn-set-target --snn-quantize=weight-bits=9 2>&1 | FileCheck %s --check-prefix=NINE
// RUN: not snn-opt %s --snn-set-target --snn-quantize=weight-bits=1 2>&1 | FileCheck %s --check-prefix=ONE
// RUN: not snn-opt %s --snn-set-target --snn-quantize=scales=tile 2>&1 | FileCheck %s --check-prefix=TILE
// RUN: not snn-opt %s --snn-set-target --snn-quantize=rounding=up 2>&1 | FileCheck %s --check-prefix=UP

// NINE: error: snn-quantize: weight-bits is 9, target 'mesh4x4' has weights of 2 to 8 bits
// ONE: error: snn-quantize: weight-bits is 1, target 'mesh4x4' has weights of 2 to 8 bits
// TILE: for the --scales option: Cannot find option named 'tile'
// UP: for the --rounding option: Cannot find option named 'up'

// Two channels of different size: each has its scale, or they share a threshold, or a factor that rounds the threshold.

// FOUR: snn.linear %arg0 weights(dense<{{\[\[}}6, 3], [7, -7]]> : tensor<2x2xi8>)
// FOUR: threshold(dense<[12, 7]> : tensor<2xi16>)
// LAYER: weights(dense<{{\[\[}}2, 1], [4, -4]]> : tensor<2x2xi8>)
// LAYER: threshold(dense<4> : tensor<2xi16>)
// MAXABS: weights(dense<{{\[\[}}63, 31], [127, -127]]> : tensor<2x2xi8>)
// MAXABS: threshold(dense<126> : tensor<2xi16>)
snn.network @two_channels(%in: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.linear %in weights(dense<[[0.5, 0.25], [1.01, -1.01]]> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// Four small weights beside a great one, over one plane: rounded alone their errors add up, compensated they cancel.
// The great one is clipped for them.

// NEAREST-LABEL: snn.network @errors_add_up
// COMPENSATED-LABEL: snn.network @errors_add_up
snn.network @errors_add_up(%in: !snn.spikes<1x1x5>) -> !snn.spikes<1x1x1> {
  // NEAREST: weights(dense<{{\[\[\[\[}}3, 1, 1, 1, 1{{.*}}: tensor<1x1x1x5xi8>)
  // COMPENSATED: weights(dense<{{\[\[\[\[}}3, 0, 1, 1, 1{{.*}}: tensor<1x1x1x5xi8>)
  %0 = snn.conv2d %in weights(dense<[[[[1.0, 0.13, 0.13, 0.13, 0.13]]]]> : tensor<1x1x1x5xf32>) : !snn.spikes<1x1x5> -> tensor<1x1x1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1x1x1xf32> -> !snn.spikes<1x1x1>
  snn.output %1 : !snn.spikes<1x1x1>
}

// The second layer wants a small threshold, for its weights are great; what may share a core has the same. The channels
// of other layers keep theirs.

// FOUR-LABEL: snn.network @two_layers
// FOUR: layer = "fine" threshold(dense<20> : tensor<1xi16>)
// FOUR: layer = "coarse" threshold(dense<2> : tensor<1xi16>)
// LAYER-LABEL: snn.network @two_layers
// LAYER: layer = "fine" threshold(dense<20> : tensor<1xi16>)
// LAYER: layer = "coarse" threshold(dense<2> : tensor<1xi16>)
// CORE-LABEL: snn.network @two_layers
// CORE: weights(dense<{{\[\[}}1, 0]]> : tensor<1x2xi8>)
// CORE: layer = "fine" threshold(dense<2> : tensor<1xi16>)
// CORE: weights(dense<6> : tensor<1x1xi8>)
// CORE: layer = "coarse" threshold(dense<2> : tensor<1xi16>)
snn.network @two_layers(%in: !snn.spikes<2>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<[[0.25, 0.1]]> : tensor<1x2xf32>) : !snn.spikes<2> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 layer = "fine" threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  %2 = snn.linear %1 weights(dense<3.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %3 = snn.integrate_fire %2 layer = "coarse" threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}
