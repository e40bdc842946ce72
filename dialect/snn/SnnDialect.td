//===- SnnDialect.td - the dialect of spiking networks -----*- tablegen -*-===//
//
// The dialect itself and the base class of its operations.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNDIALECT_TD
#define SNNC_DIALECT_SNN_SNNDIALECT_TD

include "mlir/IR/OpBase.td"

def Snn_Dialect : Dialect {
  let name = "snn";
  let cppNamespace = "::snnc::snn";
  let summary = "one time step of a spiking network";
  let description = [{
    A network is a graph region that is evaluated once per time step. Neurons keep their membrane potential between
    steps, as registers do in a hardware module; `snn.delay` keeps spikes, and only through it may a cycle lead. The
    types carry the meaning: `!snn.spikes<2x34x34>` is a frame of spike counts, a current or a potential is a plain
    tensor (f32 before quantisation, i16 or i32 after; the width is that of the modular arithmetic). A synapse maps
    spikes to current, a neuron maps current to spikes, so two neurons in a row, or a network that returns a current
    where spikes are wanted, do not verify.

    Weights, biases and neuron parameters are elements attributes of the operation that uses them, so that an operation
    is complete in itself; large ones are `dense_resource` blobs. Parameters are given one value a channel, where the
    channel is the leading axis of the current; one value for all channels is a splat.

    Constraints of each operation are numbered in its description (C1, C2, ...). Diagnostics cite the number.

    Attributes with a meaning that are not an operation's own:

    | attribute | on | meaning |
    | --- | --- | --- |
    | `snn.phase` : string | module | the last phase that the module went through: `imported`, `convert`, `simplify`, ... |
    | `snn.pass` : string | module | the last pass that it went through of the phase behind: what `--dump-passes` writes within a phase |
    | `snn.seed` : i64 | module | the seed of every random choice, so that a dump can be compiled on from |
    | `snn.target` | module | the limits that the passes plan with: an attribute of the chosen chip's dialect |
    | `snn.weight_bits` : i64 | module | bits of a weight, where they are fewer than the target's |
    | `snn.calibration` : dictionary | network, layer | how active inputs and layers were in the recordings |
    | `snn.row_rates`, `snn.column_rates` : f64 array | layer, argument | share of the neurons of each row, and of each column, that spike in a step, mean over the recordings: from 0 to 1 |
    | `snn.step_us` : i64 | network | duration of a time step in microseconds, at least 1 |
    | `snn.dt_us` : i64 | network | microseconds of a step that its time constants count, where the file or `--dt` says it; at least 1 |
    | `snn.steps` : i64 | network | time steps of a sample, at least 1 |
    | `snn.name` : string | argument, result | name of the input or output in the network's file |
    | `snn.max_count` : i64 | argument | greatest spike count of an element of the input in a step, at least 1; 15 where absent |
    | `snn.max_total` : i64 | argument | greatest sum of the spike counts of all elements of the input in a step, at least 1; where absent all may have the greatest count at once |
  }];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let hasRegionResultAttrVerify = 1;
  let extraClassDeclaration = [{
    /// Of the bytecode; 2: the attributes' prefix is the dialect's. To be raised when old files would be misread.
    static constexpr uint64_t kBytecodeVersion = 2;
    static constexpr ::llvm::StringLiteral kStepUsAttr = "snn.step_us";
    static constexpr ::llvm::StringLiteral kDtUsAttr = "snn.dt_us";
    static constexpr ::llvm::StringLiteral kStepsAttr = "snn.steps";
    static constexpr ::llvm::StringLiteral kNameAttr = "snn.name";
    static constexpr ::llvm::StringLiteral kMaxCountAttr = "snn.max_count";
    static constexpr ::llvm::StringLiteral kMaxTotalAttr = "snn.max_total";
    static constexpr ::llvm::StringLiteral kPhaseAttr = "snn.phase";
    static constexpr ::llvm::StringLiteral kPassAttr = "snn.pass";
    static constexpr ::llvm::StringLiteral kSeedAttr = "snn.seed";
    static constexpr ::llvm::StringLiteral kTargetAttr = "snn.target";
    static constexpr ::llvm::StringLiteral kWeightBitsAttr = "snn.weight_bits";
    static constexpr ::llvm::StringLiteral kCalibrationAttr = "snn.calibration";
    static constexpr ::llvm::StringLiteral kRowRatesAttr = "snn.row_rates";
    static constexpr ::llvm::StringLiteral kColumnRatesAttr = "snn.column_rates";
    void registerTypesAndAttributes();
    /// Greatest spike count of a network input whose argument does not say otherwise.
    static constexpr int64_t kDefaultMaxCount = 15;
  }];
}

class Snn_Op<string mnemonic, list<Trait> traits = []> : Op<Snn_Dialect, mnemonic, traits>;

#endif // SNNC_DIALECT_SNN_SNNDIALECT_TD
