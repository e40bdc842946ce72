//===- SnnProveBounds.td - no step can wrap ----------------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def SnnProveBounds : Pass<"snn-prove-bounds", "::mlir::ModuleOp"> {
  let summary = "prove that no time step of an integer network can wrap, or refuse a neuron by name";
  let description = [{
    U and N are the greatest positive and negative inflow of a neuron in one step: for each element of a network input
    or layer that its spikes come from the sum of the weights by which they come, those sums of either sign times the
    count bound of the element, and the bias; of a signed input either sign counts for both. For every layer this pass
    sets `upper`, the clamp of the stored potential, to the greatest safe value, stateMax - max U, and checks
    that

    - `upper` is at least threshold - 1 of each channel (plus 1 where a neuron fires above its threshold only), so that
      the clamp never touches a potential that has not fired;
    - the lowest potential that can be stored, min(lower bound, max_count * (threshold - subtract)), minus N is at
      least stateMin.

    A layer without lower bound gets the lowest safe one, stateMin + max N, and a remark says so. Both numbers are one
    a layer: by tile they would make the mapping visible.

    Before:
    ```mlir
    %1 = snn.integrate_fire %0 threshold(dense<254> : tensor<1xi16>) lower_bound(dense<-254> : tensor<1xi16>)
           max_count = 15 : tensor<1xi16> -> !snn.spikes<1>
    ```
    After:
    ```mlir
    %1 = snn.integrate_fire %0 threshold(dense<254> : tensor<1xi16>) lower_bound(dense<-254> : tensor<1xi16>)
           max_count = 15 upper = 28957 : tensor<1xi16> -> !snn.spikes<1>
    ```
  }];
}
