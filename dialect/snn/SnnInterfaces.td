//===- SnnInterfaces.td - kinds of operations --------------*- tablegen -*-===//
//
// A pass asks these interfaces and does not switch over operation classes.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNINTERFACES_TD
#define SNNC_DIALECT_SNN_SNNINTERFACES_TD

include "mlir/IR/OpBase.td"

def Snn_SynapseOpInterface : OpInterface<"SynapseOpInterface"> {
  let cppNamespace = "::snnc::snn";
  let description = [{
    A weighted connection from spikes (or, in an analogue network, a tensor) to a current. Every synapse is a
    convolution, and `getConvolution` says which: a linear connection is a 1x1 convolution from its inputs to its
    outputs, the identity is a 1x1 convolution with a group for each channel.
  }];
  let methods = [
    InterfaceMethod<"What is connected.", "::mlir::Value", "getSource">,
    InterfaceMethod<"The current that it makes.", "::mlir::Value", "getCurrent">,
    InterfaceMethod<[{
      The weights, in the order [out channel][in channel of the group][row][column] of `getConvolution`. Null where the
      operation has none and every weight is 1.
    }], "::mlir::ElementsAttr", "getSynapseWeights">,
    InterfaceMethod<"The bias, one value for each output channel, or null.", "::mlir::ElementsAttr", "getSynapseBias">,
    InterfaceMethod<[{
      By how many bits every weight is shifted to the left before it counts; the bias is not. 0 in float.
    }], "int64_t", "getWeightShift">,
    InterfaceMethod<"Sets what `getWeightShift` gives.", "void", "setWeightShift", (ins "int64_t":$shift)>,
    InterfaceMethod<"The connection as a convolution.", "::snnc::snn::Convolution", "getConvolution">,
    InterfaceMethod<[{
      The same connection between other values: from `source`, with other weights and bias (of the old shapes; null
      means none) to a current of elements `currentElementType`. The new operation stands at the insertion point and
      has this one's location and further attributes. Null weights are legal only where `getSynapseWeights` may be null.
    }], "::snnc::snn::SynapseOpInterface", "cloneSynapse", (ins "::mlir::OpBuilder &":$builder, "::mlir::Value":$source,
        "::mlir::ElementsAttr":$weights, "::mlir::ElementsAttr":$bias, "::mlir::Type":$currentElementType)>,
  ];
}

def Snn_StatefulOpInterface : OpInterface<"StatefulOpInterface"> {
  let cppNamespace = "::snnc::snn";
  let description = [{
    A layer that keeps something for each of its elements between steps, and whose elements are therefore reported, step
    by step, in the records of every engine.
  }];
  let methods = [
    InterfaceMethod<"Name of the layer, unique in its network, or empty.", "::llvm::StringRef", "getLayerName">,
    InterfaceMethod<[{
      The source whose counts the layer hands on: it gives no greater ones in a step than come to it, and as great ones.
      Null where the counts are the layer's own, as those of neurons are.
    }], "::mlir::Value", "getCountSource", (ins), /*methodBody=*/"", /*defaultImplementation=*/"return {};">,
  ];
}

def Snn_SpikeRoutingOpInterface : OpInterface<"SpikeRoutingOpInterface"> {
  let cppNamespace = "::snnc::snn";
  let description = [{
    A layer without state that moves elements and adds them, and does nothing else: a pool that sums, a crop, a
    flattening, branches that meet or stand side by side, a delay. Its operands are its sources, it has one result, and
    `getRoute` says for each source where its elements go. Elements of several sources that go to one place add up.

    Analyses and targets know such layers by their routes alone. A route is separable in rows and columns, as addresses
    of a chip are, and every window of it lies inside of the source; both is verified where spikes are routed.
  }];
  let methods = [
    InterfaceMethod<"Where the elements of operand `source` go.", "::snnc::snn::SpikeRoute", "getRoute",
                    (ins "unsigned":$source)>,
  ];
  let verify = [{ return ::snnc::snn::verifyRoutes($_op); }];
}

def Snn_NeuronOpInterface : OpInterface<"NeuronOpInterface", [Snn_StatefulOpInterface]> {
  let cppNamespace = "::snnc::snn";
  let description = [{
    A layer of integrate-and-fire neurons: takes a current, keeps a potential between steps, emits spikes. A readout
    (`isReadout` of its parameters) does not fire, and hands on its potentials.
  }];
  let methods = [
    InterfaceMethod<"The current that comes in.", "::mlir::Value", "getNeuronCurrent">,
    InterfaceMethod<"The spikes that go out, or the potentials of a readout.", "::mlir::Value", "getNeuronSpikes">,
    InterfaceMethod<"Everything that the neurons do.", "::snnc::snn::NeuronParameters", "getNeuronParameters">,
    InterfaceMethod<[{
      The same layer on another current with other parameters, at the insertion point, with this one's location, name
      and further attributes.
    }], "::snnc::snn::NeuronOpInterface", "cloneNeuron", (ins "::mlir::OpBuilder &":$builder, "::mlir::Value":$current,
        "const ::snnc::snn::NeuronParameters &":$parameters)>,
  ];
}

def Snn_EncoderOpInterface : OpInterface<"EncoderOpInterface"> {
  let cppNamespace = "::snnc::snn";
  let description = [{
    Turns the data of a network input (an image, a sample of a signal) into what the network computes on, step by step.
    That is done outside of the engines, so that all of them get the same draws: to an engine the result of an encoder
    is a network input.
  }];
  let methods = [
    InterfaceMethod<"The network input that is encoded.", "::mlir::Value", "getEncoderInput">,
    InterfaceMethod<"What it becomes: spikes, or a tensor.", "::mlir::Value", "getEncoderResult">,
    InterfaceMethod<[{
      The encoder in the words of the layer list: `type` and its parameters. What runs it reads nothing else.
    }], "::mlir::DictionaryAttr", "getEncoderDescription">,
  ];
}

#endif // SNNC_DIALECT_SNN_SNNINTERFACES_TD
